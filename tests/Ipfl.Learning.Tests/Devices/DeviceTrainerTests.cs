using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Devices;

/// <summary>The engine for accelerators gives what the engine for the processor gives, to rounding.</summary>
public sealed class DeviceTrainerTests : TorchTest
{
    private const double Tolerance = 1e-4;

    public static MatrixTheoryData<string, string> KindsAndDevices => new(DeviceRounds.Kinds.Keys, ["cpu", "cuda"]);

    public static TheoryData<string> Devices => Engines.Devices;

    [Theory]
    [MemberData(nameof(KindsAndDevices))]
    public void Fifty_steps_are_those_of_the_processor(string kind, string device) => Compare(kind, device, round => round);

    [Theory]
    [MemberData(nameof(Devices))]
    [Trait("Category", "Long")]
    public void Pulled_steps_are_those_of_the_processor(string device)
    {
        foreach (var (kind, weight) in new[] { ("simple-cnn, cropped", 5), ("resnet20", 500) })
        {
            Compare(kind, device, round => round with { Term = new ProximalTerm(DeviceRounds.Centres(round), weight) });
            Compare(kind, device, round => round with { Term = new ProximalTerm(DeviceRounds.Centres(round).narrow(0, 1, 1).contiguous(), weight), WithoutTerm = [0] });
            Compare(kind, device, round => round with { Term = new CosineTerm(DeviceRounds.Centres(round), 40 * weight) });
        }
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void A_zero_centre_has_no_cosine_and_no_pull(string device) =>
        Compare("simple-cnn, whole", device, round => round with { Term = new CosineTerm(zeros_like(round.Models), 200) });

    [Theory]
    [MemberData(nameof(Devices))]
    public void Further_models_some_participants_and_no_steps_are_as_on_the_processor(string device)
    {
        Compare("cnn-femnist", device, round => round with { Further = true, Trained = [1] });
        Compare("simple-cnn, cropped", device, round => round with { Options = round.Options with { Steps = 0 } });
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void The_first_step_that_diverges_is_named(string device)
    {
        var round = DeviceRounds.Round("simple-cnn, cropped") with { Options = new TrainingOptions { Steps = 50, LearningRate = 1e6 } };
        using var engine = Engines.On(device, DeviceRounds.Kinds["simple-cnn, cropped"].Network);
        var expected = Assert.Throws<DivergedException>(() => Plain(round with { Models = round.Models.clone() }, "simple-cnn, cropped"));
        Assert.Equal(expected.Message, Assert.Throws<DivergedException>(() => engine.Trainer.Train(round, null, default)).Message);
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void A_blow_up_in_the_very_last_step_is_noticed_too(string device)
    {
        var network = DeviceRounds.Kinds["simple-cnn, cropped"].Network;
        var round = DeviceRounds.Round("simple-cnn, cropped", steps: 1) with { Term = new ProximalTerm(full([1, network.Size], 1e30f), 1e30) };
        using var engine = Engines.On(device, network);
        Assert.Contains("step 1: the model is no longer finite", Assert.Throws<DivergedException>(() => engine.Trainer.Train(round, null, default)).Message);
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void Who_diverges_is_put_back_where_the_round_asks_for_it(string device) => Compare("simple-cnn, cropped", device, round =>
    {
        round.Models[1].fill_(1e30f);
        return round with { RestoresDiverged = true };
    });

    [Theory]
    [MemberData(nameof(Devices))]
    public void It_reports_each_and_can_be_cancelled(string device)
    {
        using var cancellation = new CancellationTokenSource();
        using var engine = Engines.On(device, DeviceRounds.Kinds["simple-cnn, cropped"].Network);
        var reported = new List<int>();
        engine.Trainer.Train(DeviceRounds.Round("simple-cnn, cropped", steps: 1), reported.Add, default);
        Assert.Equal([0, 1], reported);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            engine.Trainer.Train(DeviceRounds.Round("simple-cnn, cropped", steps: 1), _ => cancellation.Cancel(), cancellation.Token));
    }

    [Fact]
    public void Rounds_that_do_not_fit_together_are_refused_before_any_step()
    {
        using var engine = Engines.On("cpu", DeviceRounds.Kinds["lstm"].Network);
        var round = DeviceRounds.Round("lstm");
        Assert.Contains("cannot be cropped", Assert.Throws<ArgumentException>(() =>
            engine.Trainer.Train(round with { Options = round.Options with { Augment = true } }, null, default)).Message);
        Assert.Contains("mean and a deviation", Assert.Throws<ArgumentException>(() =>
            engine.Trainer.Train(round with { Normalisation = new([0, 0], [1, 1]) }, null, default)).Message);
    }

    /// <summary>
    /// Fifty steps, in one go where that can be asked: ResNet-20 carries two roundings apart, wherever they lie on different sides of a ReLU's
    /// kink (the processor's own results too, from models that differ by 1e-7), and begins anew at the same model every ten small steps.
    /// </summary>
    private static void Compare(string kind, string device, Func<TrainingRound, TrainingRound> change)
    {
        using var engine = Engines.On(device, DeviceRounds.Kinds[kind].Network);
        var (rounds, steps, rate) = kind == "resnet20" ? (5, 10, 0.00002) : (1, 50, 0.002);
        var start = DeviceRounds.Round(kind, steps);
        start = start with { Options = start.Options with { LearningRate = rate } };
        for (var number = 0; number < rounds; number++)
        {
            var (expected, round) = (change(start with { Round = number, Models = start.Models.clone() }), change(start with { Round = number, Models = start.Models.clone() }));
            Compare(Plain(expected, kind), engine.Trainer.Train(round, null, TestContext.Current.CancellationToken));
            Near.Equal(expected.Models.Numbers(), round.Models.Numbers(), Tolerance);
            start = start with { Models = expected.Models };
        }
    }

    private static void Compare(LocalResult[] expected, LocalResult[] results)
    {
        foreach (var (plain, mine) in expected.Zip(results))
        {
            Assert.Equal(plain.MeanLoss, mine.MeanLoss, Tolerance);
            Assert.Equal(plain with { MeanLoss = 0 }, mine with { MeanLoss = 0 });
        }
    }

    private static LocalResult[] Plain(TrainingRound round, string kind) =>
        new ParallelTrainer(DeviceRounds.Kinds[kind].Network, 1).Train(round, null, TestContext.Current.CancellationToken);
}
