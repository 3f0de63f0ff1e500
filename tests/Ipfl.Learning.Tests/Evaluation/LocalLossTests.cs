using Ipfl.Data;
using Ipfl.Learning.Tests.Training;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Evaluation;

public sealed class LocalLossTests : TorchTest
{
    private readonly ImageSet _data = TrainingRounds.Images(700);
    private readonly Partition _partition = new([[.. Enumerable.Range(0, 601)], [3], [.. Enumerable.Range(650, 50)]]);

    [Fact]
    [Trait("Category", "Long")]
    public void It_is_the_mean_cross_entropy_over_one_s_own_images()
    {
        var models = Models();
        var losses = Losses(models, threads: 2);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(models[i].Count, losses[i].Length);
            for (var k = 0; k < losses[i].Length; k++)
                Assert.Equal(_partition.Participants[i].Average(image => OneByOne(models[i][k], image)), losses[i][k], 1e-5);
        }
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        var models = Models();
        var expected = Losses(models, threads: 1);
        Assert.All([2, 3, 8], threads => Assert.Equal(expected, Losses(models, threads)));
    }

    [Fact]
    public void It_can_be_cancelled_and_needs_models_for_everybody()
    {
        Assert.ThrowsAny<OperationCanceledException>(() =>
            new LocalLoss(TrainingRounds.Network, 2).Mean(Models(), _data, TrainingRounds.Normalisation, _partition, new CancellationToken(canceled: true)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Losses([[Model(1)]], threads: 1));
    }

    private static Tensor Model(int seed) => TrainingRounds.Network.Initialise(new RandomStream(seed, RandomPurpose.InitialModel)) * 3;

    private static IReadOnlyList<IReadOnlyList<Tensor>> Models() => [[Model(1), Model(2)], [Model(2)], [Model(3), Model(1), Model(2)]];

    private double[][] Losses(IReadOnlyList<IReadOnlyList<Tensor>> models, int threads) =>
        new LocalLoss(TrainingRounds.Network, threads).Mean(models, _data, TrainingRounds.Normalisation, _partition, default);

    private double OneByOne(Tensor model, int image)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var input = (tensor(_data.Pixels.Slice(image * 784, 784).ToArray()).to(ScalarType.Float32) / 255 - 0.5f) / 0.5f;
        var logits = TrainingRounds.Network.Forward(input.reshape(1, 1, 28, 28), TrainingRounds.Network.Views(model));
        return -nn.functional.log_softmax(logits, 1)[0, _data.Labels.Span[image]].item<float>();
    }
}
