using Ipfl.Data;
using Ipfl.Learning;
using Ipfl.Protocol;
using static TorchSharp.torch;

namespace Ipfl.Simulation.Tests.Running;

/// <summary>What an algorithm carries from round to round survives a kill after any round.</summary>
public sealed class AlgorithmStateTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData("fedprox")]
    [InlineData("ditto")]
    [InlineData("cfl")]
    [InlineData("fedamp")]
    [InlineData("fedfomo")]
    [InlineData("pfedgraph")]
    public void A_run_killed_after_any_round_ends_with_the_same_numbers(string algorithm)
    {
        var whole = new RunFolder(_temporary.File("whole"));
        (string, object)[] settings = [("algorithm", algorithm), ("cfl.epsilon1", 1e9), ("cfl.epsilon2", 0.0), ("fedfomo.models", 2L)];
        var watcher = new Watcher { OnRound = record => ReferenceRun.Copy(whole.Path, _temporary.File($"after-{record.Round}")) };
        ExperimentRun.Start(SmallFederation.Prepare(settings), whole, watcher, new SteppingClock(), CancellationToken.None);
        var expected = RunResults.Of(whole);
        for (var round = 1; round < 4; round++)
        {
            var killed = new RunFolder(_temporary.File($"after-{round}"));
            SmallFederation.Resume(killed);
            RunResults.AssertEqual(expected, killed);
        }
    }

    [Theory]
    [InlineData("ditto")]
    [InlineData("fedfomo")]
    [InlineData("pfedgraph")]
    public void The_number_of_threads_changes_no_digit(string algorithm)
    {
        RunFolder[] folders = [.. new[] { 1L, 3L }.Select(threads =>
        {
            var folder = new RunFolder(_temporary.File($"threads-{threads}"));
            SmallFederation.Start(folder, ("algorithm", algorithm), ("threads", threads), ("fedfomo.models", 3L));
            return folder;
        })];
        RunResults.AssertEqual(RunResults.Of(folders[0]), folders[1]);
    }

    [Fact]
    public void Ditto_s_first_round_trains_personal_models_to_the_start_and_copies_of_it_plainly()
    {
        var folder = new RunFolder(_temporary.File("run"));
        var experiment = SmallFederation.Prepare(("algorithm", "ditto"), ("rounds", 1L), ("ditto.lambda", 3.0));
        ExperimentRun.Start(experiment, folder, new Watcher(), new SteppingClock(), CancellationToken.None);

        using var scope = NewDisposeScope();
        var network = ModelArchitectures.Create(experiment.Config.Task.Model, experiment.Images().Data.Train.Shape, experiment.Images().Data.Train.Classes);
        var start = network.Initialise(new RandomStream(experiment.Config.Seed, RandomPurpose.InitialModel)).unsqueeze(0);
        var personal = Round(experiment, start) with { Term = new ProximalTerm(start, 3) };
        var copies = Round(experiment, start) with { Further = true };
        foreach (var round in new[] { personal, copies }) new ParallelTrainer(network, 1).Train(round, null, CancellationToken.None);

        var global = WeightedMean.Compute(copies.Models, WeightedMean.Shares([.. experiment.Partition.Participants.Select(p => (long)p.Length)]));
        using var checkpoint = SafetensorsFile.Open(folder.Checkpoint);
        Assert.Equal(personal.Models.data<float>().ToArray(), checkpoint.ReadSingles("models"));
        Assert.Equal(global.data<float>().ToArray(), checkpoint.ReadSingles("state.global"));
        Assert.Equal(global.data<float>().ToArray(), checkpoint.ReadSingles("centres"));
    }

    [Theory]
    [InlineData("ditto", "fedprox", "algorithm: found \"ditto\"; this run is one of fedprox")]
    [InlineData("ditto", "cfl", "algorithm: found \"ditto\"; this run is one of cfl")]
    public void A_checkpoint_of_another_algorithm_is_refused(string begun, string other, string message)
    {
        var folder = Begun(begun);
        File.WriteAllText(folder.Config, File.ReadAllText(folder.Config).Replace($"\"{begun}\"", $"\"{other}\"", StringComparison.Ordinal));
        Assert.Equal($"{folder.Checkpoint}: {message}", Message.Of(() => SmallFederation.Resume(folder)));
    }

    [Theory]
    [InlineData("fedfomo", "state.preference is F32 [1]; this run needs F64 [4, 4]")]
    [InlineData("cfl", "state.cluster is F32 [1]; this run needs I64 [4]")]
    public void A_damaged_state_is_refused(string algorithm, string message)
    {
        var folder = Begun(algorithm);
        var writer = new SafetensorsWriter();
        using (var file = SafetensorsFile.Open(folder.Checkpoint))
        {
            foreach (var (name, value) in file.Metadata) writer.AddMetadata(name, value);
            foreach (var entry in file.Entries)
            {
                if (entry.Name.StartsWith("state.", StringComparison.Ordinal)) writer.Add(entry.Name, [1], new float[1]);
                else writer.Add(entry.Name, entry.Shape, file.ReadSingles(entry.Name));
            }
        }

        writer.WriteFile(folder.Checkpoint);
        Assert.Equal($"{folder.Checkpoint}: {message}", Message.Of(() => SmallFederation.Resume(folder)));
    }

    private RunFolder Begun(string algorithm)
    {
        var folder = new RunFolder(_temporary.File("run"));
        SmallFederation.Start(folder, ("algorithm", algorithm), ("rounds", 1L));
        File.Delete(folder.Summary);
        return folder;
    }

    private static TrainingRound Round(Experiment experiment, Tensor start) => new(
        start.repeat(experiment.Ids.Count, 1),
        experiment.Images().Data.Train,
        experiment.Images().Data.Normalisation,
        experiment.Partition,
        Term: null,
        experiment.Config.Training,
        experiment.Config.Seed,
        Round: 0);
}
