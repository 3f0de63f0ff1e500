using Ipfl.Learning.Tests.Training;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Devices;

/// <summary>Judging models on accelerators gives what it gives on the processor.</summary>
public sealed class DeviceEvaluationTests : TorchTest
{
    public static MatrixTheoryData<string, string> KindsAndDevices => new(DeviceRounds.Kinds.Keys, ["cpu", "cuda"]);

    [Theory]
    [MemberData(nameof(KindsAndDevices))]
    public void Counts_and_losses_are_those_of_the_processor(string kind, string device)
    {
        var (network, data, _) = DeviceRounds.Kinds[kind];
        using var engine = Engines.On(device, network);
        var round = DeviceRounds.Round(kind);
        var models = cat([round.Models, DeviceRounds.Centres(round)], 0);
        TestPart[] parts = [new(0, data.Count, [0, 3]), new(7, 30, [2]), new(20, 10, []), new(0, 0, [1])];
        var counts = new Evaluator(network, 1).CorrectPerClass(models, data, round.Normalisation, parts);
        Assert.Equal(counts, engine.Evaluator.CorrectPerClass(models, data, round.Normalisation, parts, TestContext.Current.CancellationToken));
        Assert.True(counts[0].Cast<long>().Sum() > 0);

        Tensor[][] judged = [[models[0], models[3]], []];
        var losses = new LocalLoss(network, 1).Mean(judged, data, round.Normalisation, round.Partition);
        var again = engine.Losses.Mean(judged, data, round.Normalisation, round.Partition, TestContext.Current.CancellationToken);
        Near.Equal(losses[0], again[0], 1e-4);
        Assert.Empty(again[1]);
    }

    [Fact]
    public void More_images_than_a_batch_are_all_counted()
    {
        using var engine = Engines.On("cpu", TrainingRounds.Network);
        var (test, models) = (TrainingRounds.Images(2_300), TrainingRounds.Round(2, 0).Models);
        TestPart[] parts = [new(0, test.Count, [0, 1])];
        Assert.Equal(
            new Evaluator(TrainingRounds.Network, 2).CorrectPerClass(models, test, TrainingRounds.Normalisation, parts),
            engine.Evaluator.CorrectPerClass(models, test, TrainingRounds.Normalisation, parts));
    }

    [Fact]
    public void Models_and_parts_that_do_not_fit_are_refused_and_it_can_be_cancelled()
    {
        using var engine = Engines.On("cpu", TrainingRounds.Network);
        var (test, models) = (TrainingRounds.Images(20), TrainingRounds.Round(2, 0).Models);
        void Count(params TestPart[] parts) =>
            engine.Evaluator.CorrectPerClass(models, test, TrainingRounds.Normalisation, parts, new CancellationToken(canceled: true));
        Assert.Throws<ArgumentException>(() => Count(new TestPart(0, 21, [0])));
        Assert.Throws<ArgumentException>(() => Count(new TestPart(0, 2, [2])));
        Assert.Throws<OperationCanceledException>(() => Count(new TestPart(0, 2, [0])));
    }
}
