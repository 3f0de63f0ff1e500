using Ipfl.Data;
using Ipfl.Learning;
using Ipfl.Protocol;

namespace Ipfl.Simulation.Tests.Running;

/// <summary>Running means and variances go wherever the model goes: through aggregation, checkpoints and model files.</summary>
public sealed class BufferTests : IDisposable
{
    private static readonly ResNet20 Network = new(SmallFederation.Data.Train.Shape, SmallFederation.Data.Train.Classes);
    private readonly TemporaryFolder _temporary = new();

    public static TheoryData<string> Algorithms => [.. AlgorithmCatalogue.Names];

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Every_algorithm_trains_it_and_keeps_variances_at_or_above_zero(string algorithm)
    {
        // ε₁ and ε₂ at which cfl splits clusters.
        (string, object)[] values = algorithm == "cfl" ? [("cfl.epsilon1", 1e9), ("cfl.epsilon2", 0.0)] : [];
        var folder = Run("run", [("algorithm", algorithm), .. values]);
        var summary = folder.ReadSummary();
        Assert.All(summary.Participants, participant => Assert.InRange(participant.FinalAccuracy, 0, 1));
        foreach (var participant in summary.Participants)
        {
            using var model = SafetensorsFile.Open(folder.Model(participant.Id));
            Assert.Equal(Network.Parameters.Select(parameter => parameter.Name).Order(), model.Names.Order());
            foreach (var name in model.Names)
            {
                var numbers = model.ReadSingles(name);
                Assert.All(numbers, number => Assert.True(float.IsFinite(number), name));
                if (name.EndsWith("running_var", StringComparison.Ordinal)) Assert.All(numbers, number => Assert.True(number >= 0, name));
                if (name.Contains("running", StringComparison.Ordinal)) Assert.Contains(numbers, number => number is not (0 or 1));
            }
        }
    }

    [Fact]
    public void A_run_that_was_stopped_goes_on_with_the_same_numbers_and_any_number_of_threads()
    {
        (string, object)[] values = [("algorithm", "ipfl"), ("rounds", 3L)];
        var expected = RunResults.Of(Run("whole", [.. values, ("threads", 1L)]));
        using var stop = new CancellationTokenSource();
        var cut = new RunFolder(_temporary.File("cut"));
        Assert.ThrowsAny<OperationCanceledException>(() => Run("cut", values, new Watcher { OnRound = _ => stop.Cancel() }, stop.Token));
        ExperimentRun.Resume(
            Experiment.Reopen(cut, SmallFederation.Data, architecture: Network), cut, new Watcher(), new SteppingClock(), CancellationToken.None);
        RunResults.AssertEqual(expected, cut);
    }

    [Fact]
    public void A_model_file_starts_another_run_with_its_running_statistics()
    {
        var first = Run("first", [("rounds", 1L)]);
        var second = Run("second", [("initial_model", first.Model("p1")), ("steps", 0L), ("rounds", 1L), ("algorithm", "local")]);
        Assert.Equal(File.ReadAllBytes(first.Model("p1")), File.ReadAllBytes(second.Model("p3")));
    }

    [Fact]
    public void PyTorch_s_counters_in_a_model_file_do_no_harm()
    {
        var first = Run("first", [("rounds", 1L)]);
        var writer = new SafetensorsWriter();
        using (var file = SafetensorsFile.Open(first.Model("p1")))
        {
            foreach (var name in file.Names) writer.Add(name, file[name].Shape, file.ReadSingles(name));
            writer.Add("bn1.num_batches_tracked", SafetensorsDtype.I64, [], stream => stream.Write(BitConverter.GetBytes(6L)));
            writer.WriteFile(_temporary.File("m"));
        }

        var second = Run("second", [("initial_model", _temporary.File("m")), ("steps", 0L), ("rounds", 1L), ("algorithm", "local")]);
        Assert.Equal(File.ReadAllBytes(first.Model("p1")), File.ReadAllBytes(second.Model("p3")));
    }

    [Fact]
    public void A_model_file_without_them_is_refused()
    {
        var writer = new SafetensorsWriter();
        foreach (var parameter in Network.Parameters.Where(parameter => !parameter.IsBuffer))
            writer.Add(parameter.Name, parameter.Shape, new float[parameter.Size]);
        writer.WriteFile(_temporary.File("m"));
        var message = Message.Of(() => Run("run", [("initial_model", _temporary.File("m"))]));
        Assert.Contains("lacks bn1.running_mean, a parameter of resnet20", message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void On_real_images_it_learns()
    {
        var config = ExperimentConfig.Resolve([.. new (string Path, object Value)[]
        {
            ("task", "cifar10-niid"), ("data_dir", SharedFolder.Data(".")), ("participants", 2L), ("rounds", 2L), ("steps", 30L),
            ("partition.kind", "iid"), ("algorithm", "fedavg"), ("learning_rate", 0.1), ("augment", false),
        }.Select(value => new ConfigValue(value.Path, value.Value, "test"))]);
        var data = ((ImageWorkload)Experiment.LoadWorkload(config).Workload).Data;
        data = data with { Test = new ImageSet(data.Test.Shape, 10, data.Test.Pixels[..(500 * 3072)].ToArray(), data.Test.Labels[..500].ToArray()) };
        var experiment = Experiment.Prepare(config, data, architecture: new ResNet20(data.Train.Shape, data.Train.Classes));
        var folder = new RunFolder(_temporary.File("run"));
        var summary = ExperimentRun.Start(experiment, folder, new Watcher(), new SteppingClock(), CancellationToken.None);
        Assert.InRange(summary.MeanBestAccuracy, 0.2, 1);
    }

    private RunFolder Run(string name, (string, object)[] values, Watcher? watcher = null, CancellationToken cancellation = default)
    {
        var config = SmallFederation.Config([("rounds", 2L), ("steps", 3L), .. values]);
        var folder = new RunFolder(_temporary.File(name));
        var experiment = Experiment.Prepare(config, SmallFederation.Data, architecture: Network);
        ExperimentRun.Start(experiment, folder, watcher ?? new Watcher(), new SteppingClock(), cancellation);
        return folder;
    }
}
