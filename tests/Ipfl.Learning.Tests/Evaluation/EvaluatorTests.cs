using Ipfl.Data;
using Ipfl.Learning.Tests.Training;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Evaluation;

public sealed class EvaluatorTests : TorchTest
{
    private static readonly SimpleCnn Network = TrainingRounds.Network;

    // Several full batches and a part of one.
    private readonly ImageSet _test = TrainingRounds.Images(1_130);

    [Fact]
    public void Counts_are_those_of_one_image_at_a_time()
    {
        var models = Models(3);
        Assert.Equal(OneByOne(models), new Evaluator(Network, 2).CorrectPerClass(models, _test, TrainingRounds.Normalisation, default));
    }

    [Fact]
    public void The_number_of_threads_does_not_matter()
    {
        var models = Models(4);
        var expected = Count(models, threads: 1);
        Assert.All([2, 3, 16], threads => Assert.Equal(expected, Count(models, threads)));
    }

    [Fact]
    public void Rows_that_share_memory_serve_too()
    {
        var one = Models(1);
        var (single, expanded) = (Count(one), Count(one.expand(3, -1)));
        for (var c = 0; c < 10; c++)
            for (var i = 0; i < 3; i++) Assert.Equal(single[0, c], expanded[i, c]);
    }

    [Fact]
    public void It_can_be_cancelled() => Assert.ThrowsAny<OperationCanceledException>(() =>
        new Evaluator(Network, 2).CorrectPerClass(Models(1), _test, TrainingRounds.Normalisation, new CancellationToken(canceled: true)));

    [Fact]
    public void Models_of_another_size_are_refused() =>
        Assert.Contains("44426", Assert.Throws<ArgumentException>(() => Count(zeros(2, 10))).Message);

    private static Tensor Models(int count) => stack(Enumerable.Range(0, count)
        .Select(i => Network.Initialise(new RandomStream(i, RandomPurpose.InitialModel)) * 5));

    private long[,] Count(Tensor models, int threads = 2) =>
        new Evaluator(Network, threads).CorrectPerClass(models, _test, TrainingRounds.Normalisation, default);

    private long[,] OneByOne(Tensor models)
    {
        var correct = new long[models.shape[0], 10];
        for (var image = 0; image < _test.Count; image++)
        {
            using var scope = NewDisposeScope();
            using var untracked = no_grad();
            var pixels = _test.Pixels.Slice(image * 784, 784).ToArray();
            var input = (tensor(pixels).to(ScalarType.Float32) / 255 - 0.5f) / 0.5f;
            for (var i = 0; i < models.shape[0]; i++)
            {
                var answer = Network.Forward(input.reshape(1, 1, 28, 28), Network.Views(models[i])).argmax(1).item<long>();
                if (answer == _test.Labels.Span[image]) correct[i, answer]++;
            }
        }

        return correct;
    }
}
