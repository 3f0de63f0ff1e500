using Ipfl.Data;
using Ipfl.Learning.Tests.Training;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Evidence;

[Collection(nameof(Alone))]
public sealed class ModelJudgeTests : TorchTest
{
    private readonly ImageSet _data = TrainingRounds.Images(600);

    [Fact]
    public void Losses_are_the_cross_entropy_and_answers_those_of_the_evaluator()
    {
        var models = stack([Model(1), Model(2)]);
        int[] samples = [.. Enumerable.Range(0, 600)];
        var verdicts = Judge([new(samples, [new(models[0]), new(models[1])])], threads: 2)[0];
        var losses = new LocalLoss(TrainingRounds.Network, 1).Mean([[models[0], models[1]]], _data, TrainingRounds.Normalisation, new Partition([samples]), default)[0];
        var correct = new Evaluator(TrainingRounds.Network, 1).CorrectPerClass(models, _data, TrainingRounds.Normalisation, default);
        for (var k = 0; k < 2; k++)
        {
            Assert.Equal(losses[k], verdicts[k].PlainLoss, 1e-5);
            Assert.True(verdicts[k].Loss <= verdicts[k].PlainLoss);
            Assert.Equal(Enumerable.Range(0, 10).Sum(c => correct[k, c]), verdicts[k].Correct.Count(right => right));
        }
    }

    [Fact]
    public void A_mixture_is_judged_as_the_model_that_it_is()
    {
        var (own, other) = (Model(1), Model(2));
        int[] samples = [5, 3, 599, 3];
        var mixed = Judge([new(samples, [new(own, other, 0.3)])], 1)[0][0];
        var made = Judge([new(samples, [new(((0.7 * own.to(ScalarType.Float64)) + (0.3 * other.to(ScalarType.Float64))).to(ScalarType.Float32))])], 1)[0][0];
        Assert.Equal(made.Losses, mixed.Losses);
        Assert.Equal(Judge([new(samples, [new(own)])], 1)[0][0].Losses, Judge([new(samples, [new(own, other, 0)])], 1)[0][0].Losses);
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit_and_a_device_rounds_only()
    {
        var requests = Requests();
        var expected = Judge(requests, threads: 1);
        foreach (var threads in new[] { 2, 5 })
            Assert.Equal(expected.SelectMany(own => own).Select(verdict => verdict.Losses), Judge(requests, threads).SelectMany(own => own).Select(verdict => verdict.Losses));
        using var engine = ComputeEngine.OnAccelerator(CPU, TrainingRounds.Network);
        var device = engine.Judge.Judge(requests, _data, TrainingRounds.Normalisation, default);
        foreach (var (one, other) in expected.SelectMany(own => own).Zip(device.SelectMany(own => own))) Assert.Equal(one.Loss, other.Loss, 1e-4);
    }

    [Fact]
    public void Judging_leaves_no_tensors_behind()
    {
        var requests = Requests();
        using var engine = ComputeEngine.OnAccelerator(CPU, TrainingRounds.Network);
        Both();
        var before = Tensor.TotalCount;
        Both();
        Assert.Equal(before, Tensor.TotalCount);

        void Both()
        {
            Judge(requests, 2);
            engine.Judge.Judge(requests, _data, TrainingRounds.Normalisation, default);
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused_before_anything_is_judged()
    {
        Assert.Throws<ArgumentException>(() => Judge([new([600], [new(Model(1))])], 1));
        Assert.Throws<ArgumentException>(() => Judge([new([], [new(Model(1))])], 1));
        Assert.Throws<ArgumentException>(() => Judge([new([0], [new(zeros(3))])], 1));
        Assert.Throws<ArgumentException>(() => Judge([new([0], [new(Model(1), Model(2), 1.5)])], 1));
        Assert.ThrowsAny<OperationCanceledException>(() => new ModelJudge(TrainingRounds.Network, 1).Judge(Requests(), _data, TrainingRounds.Normalisation, new CancellationToken(true)));
    }

    private static Tensor Model(int seed) => (TrainingRounds.Network.Initialise(new RandomStream(seed, RandomPurpose.InitialModel)) * 3).detach();

    private static JudgeRequest[] Requests()
    {
        Tensor[] models = [Model(1), Model(2), Model(3)];
        return
        [
            new([.. Enumerable.Range(0, 520)], [new(models[0]), new(models[0], models[1], 0.15)]),
            new([7, 8], [new(models[1]), new(models[1], models[2], 0.6), new(models[2])]) { Weights = [1, 3] },
            new([9], [new(models[2], models[0], 0.9)]),
        ];
    }

    private ModelVerdict[][] Judge(IReadOnlyList<JudgeRequest> requests, int threads) =>
        new ModelJudge(TrainingRounds.Network, threads).Judge(requests, _data, TrainingRounds.Normalisation, TestContext.Current.CancellationToken);
}
