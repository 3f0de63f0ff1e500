using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Training;

/// <summary>A participant that trains by itself, elsewhere, ends with the bits that it would have had among all.</summary>
public sealed class StreamTests : TorchTest
{
    [Theory]
    [InlineData("simple-cnn", true)]
    [InlineData("simple-cnn", false)]
    [InlineData("cnn-femnist", false)]
    [InlineData("resnet20", true)]
    public void A_row_of_its_own_is_trained_as_among_others(string network, bool augment)
    {
        const int participants = 3;
        var architecture = ModelArchitectures.Create(network, new(1, 28, 28), 10);
        var start = architecture.Initialise(new RandomStream(7, RandomPurpose.InitialModel));
        var centres = (start.expand(participants, architecture.Size) + 0.01f * arange(participants).view(participants, 1)).contiguous();
        var images = TrainingRounds.Images(participants * 50);
        var order = new RandomStream(7, RandomPurpose.Partition).Permutation(participants * 50);
        var together = new TrainingRound(
            start.expand(participants, architecture.Size).contiguous(),
            images,
            TrainingRounds.Normalisation,
            new Partition([.. order.Chunk(50)]),
            new ProximalTerm(centres, 0.4),
            new TrainingOptions { Steps = 4, BatchSize = 16, Augment = augment },
            Seed: 11,
            Round: 2);
        Tensor[] before = [.. Enumerable.Range(0, participants).Select(i => together.Models.narrow(0, i, 1).clone())];
        var results = Train(architecture, together);
        for (var i = 0; i < participants; i++)
        {
            var alone = together with
            {
                Models = before[i],
                Partition = new Partition([together.Partition.Participants[i]]),
                Term = new ProximalTerm(centres.narrow(0, i, 1).clone(), 0.4),
                Streams = [i],
            };
            Assert.Equal(results[i], Assert.Single(Train(architecture, alone)));
            Assert.Equal(together.Models[i].Floats(), alone.Models.Floats());
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1)]
    public void Streams_that_do_not_fit_are_refused(params int[] streams) =>
        Assert.Throws<ArgumentException>(() => (TrainingRounds.Round(1, 1) with { Streams = streams }).Train());

    [Fact]
    public void Who_diverges_is_named_by_the_number_of_its_streams()
    {
        var round = TrainingRounds.Round(1, 20) with { Streams = [6], Options = new TrainingOptions { Steps = 20, LearningRate = 1e10 } };
        Assert.Contains("participant 6,", Assert.Throws<DivergedException>(() => round.Train()).Message, StringComparison.Ordinal);
    }

    private static LocalResult[] Train(ModelArchitecture architecture, TrainingRound round) =>
        new ParallelTrainer(architecture, 1).Train(round, null, TestContext.Current.CancellationToken);
}
