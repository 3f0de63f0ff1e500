using Ipfl.Learning.Tests.Aggregation;
using Ipfl.Learning.Tests.Training;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests;

/// <summary>Counts what the whole process holds, so no other test runs beside these.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class MemoryTests : TorchTest
{
    [Fact]
    public void A_round_leaves_no_tensors_behind()
    {
        var round = TrainingRounds.Round(participants: 3, steps: 5);
        var initial = round.Models[0].clone();
        var algorithm = new IpflAlgorithm(new IpflOptions());
        var test = TrainingRounds.Images(600);
        WholeRound();
        var before = Tensor.TotalCount;
        WholeRound();
        Assert.Equal(before, Tensor.TotalCount);

        void WholeRound()
        {
            round.Train();
            new Evaluator(TrainingRounds.Network, 2).CorrectPerClass(round.Models, test, round.Normalisation, default);
            var weights = new double[,] { { 0, 1, 1 }, { 1, 0, 0 }, { 0, 2, 0 } };
            using var result = algorithm.Aggregate(Inputs.Of(initial, round.Models, [1, 1, 1], _ => weights));
            (round with { Term = result.Term }).Train();
            foreach (var name in AlgorithmCatalogue.Names)
            {
                var each = AlgorithmCatalogue.Create(name, new AlgorithmOptions());
                var input = Inputs.For(each, Inputs.Of(initial, round.Models, [1, 1, 1], _ => weights));
                each.Aggregate(input).Dispose();
                input.Free();
            }
        }
    }

    [Fact]
    public void Dropout_and_the_LSTM_leave_no_tensors_behind()
    {
        foreach (var network in new ModelArchitecture[] { LeafTrainingTests.Cnn, LeafTrainingTests.Lstm })
        {
            LeafTrainingTests.Trained(network, threads: 2).Models.Dispose();
            var before = Tensor.TotalCount;
            LeafTrainingTests.Trained(network, threads: 2).Models.Dispose();
            // What the test itself makes: the initial model and its expansion.
            Assert.Equal(before + 2, Tensor.TotalCount);
        }
    }

    [Fact]
    public void Batch_normalisation_leaves_no_tensors_behind()
    {
        var models = WholeRound();
        var before = Tensor.TotalCount;
        models.Dispose();
        WholeRound().Dispose();
        // What the test itself makes: the initial model and its expansion; the models were counted before.
        Assert.Equal(before + 1, Tensor.TotalCount);

        static Tensor WholeRound()
        {
            var (models, _) = BufferTrainingTests.Train(threads: 2);
            var test = new Ipfl.Data.ImageSet(new(3, 12, 12), 5, new byte[300 * 432], new byte[300]);
            new Evaluator(BufferTrainingTests.Network, 2).CorrectPerClass(models, test, new([0, 0, 0], [1, 1, 1]), default);
            return models;
        }
    }

    [Fact]
    public void A_failed_round_leaves_no_tensors_behind()
    {
        var round = TrainingRounds.Round(participants: 3, steps: 5);
        round.Models[1].fill_(float.NaN);
        Assert.Throws<DivergedException>(() => round.Train());
        var before = Tensor.TotalCount;
        Assert.Throws<DivergedException>(() => round.Train());
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Twenty_thousand_steps_take_no_more_memory_than_four_thousand()
    {
        var round = TrainingRounds.Round(participants: 2, steps: 1000, samplesEach: 300);
        for (var i = 0; i < 2; i++) (round with { Round = i }).Train();
        var (tensors, memory) = (Tensor.TotalCount, ResidentBytes());
        for (var i = 2; i < 10; i++) (round with { Round = i }).Train();

        Assert.Equal(tensors, Tensor.TotalCount);
        // A heap or two of new threads; two kilobytes lost in every step would be as much.
        Assert.InRange(ResidentBytes() - memory, long.MinValue, 32 << 20);
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
