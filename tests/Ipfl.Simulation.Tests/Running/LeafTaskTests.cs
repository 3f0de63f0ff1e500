
namespace Ipfl.Simulation.Tests.Running;

/// <summary>The tasks whose participants are the data's own users, from file to summary.</summary>
public sealed class LeafTaskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Femnist_runs_alike_with_any_number_of_threads()
    {
        SmallLeaf.WriteFemnist(_folder, users: 23);
        var one = Run("one", "femnist", 3, ("threads", 1L));
        var summary = one.ReadSummary();
        Assert.Equal([25L, 24, 23], summary.Participants.Select(participant => participant.Samples));
        Assert.Equal((2, 62, "femnist"), (summary.Rounds, summary.ClassNames.Count, summary.Task));
        Assert.NotEqual(0, summary.MeanUtility);
        RunResults.AssertEqual(RunResults.Of(one), Run("two", "femnist", 3, ("threads", 2L)));
    }

    [Fact]
    public void Shakespeare_runs_alike_with_any_number_of_threads_and_resumes()
    {
        SmallLeaf.WriteShakespeare(_folder, users: 13);
        var one = Run("one", "shakespeare", 3, ("threads", 1L));
        var summary = one.ReadSummary();
        Assert.Equal([15L, 14, 13], summary.Participants.Select(participant => participant.Samples));
        Assert.Equal((80, "newline"), (summary.ClassNames.Count, summary.ClassNames[0]));
        var expected = RunResults.Of(one);

        using var stop = new CancellationTokenSource();
        var cut = new RunFolder(_folder.File("cut"));
        var watcher = new Watcher { OnRound = _ => stop.Cancel() };
        Assert.ThrowsAny<OperationCanceledException>(
            () => ExperimentRun.Start(Prepare("shakespeare", 3, ("threads", 2L)), cut, watcher, new SteppingClock(), stop.Token));
        ExperimentRun.Resume(Experiment.Reopen(cut), cut, new Watcher(), new SteppingClock(), CancellationToken.None);
        RunResults.AssertEqual(expected, cut);
    }

    [Fact]
    public void Other_partitions_split_the_users_pooled_samples()
    {
        SmallLeaf.WriteShakespeare(_folder, users: 13);
        var experiment = Prepare("shakespeare", 3, ("partition.kind", "iid"));
        Assert.Equal([14, 14, 14], experiment.Partition.Participants.Select(indices => indices.Length));
        Assert.Equal(3, experiment.Images().Data.Train.Users.Count);
    }

    [Fact]
    public void Sets_without_users_have_no_natural_partition() => Assert.Contains(
        "the data set has no users",
        Message.Of(() => Experiment.Prepare(SmallFederation.Config(("partition.kind", "natural")), SmallFederation.Data)));

    [Fact]
    [Trait("Category", "Long")]
    public void Shakespeare_s_real_speakers_train()
    {
        var data = SharedFolder.Data("shakespeare");
        var config = ExperimentConfig.Resolve([.. Values("shakespeare", 2, ("data_dir", data), ("steps", 5L), ("batch_size", 64L))]);
        var folder = new RunFolder(_folder.File("run"));
        var summary = ExperimentRun.Start(Experiment.Prepare(config), folder, new Watcher(), new SteppingClock(), CancellationToken.None);
        Assert.All(summary.Participants, participant => Assert.Equal(1500, participant.Samples));
        var losses = ResultLines(folder);
        Assert.All(losses[^1], loss => Assert.InRange(loss, 2, 4.4));
        Assert.All(losses[^1].Zip(losses[0]), pair => Assert.True(pair.First < pair.Second));
    }

    private static double[][] ResultLines(RunFolder folder) =>
        [.. File.ReadLines(folder.Rounds).Select(line => ResultJson.Read<RoundRecord>(System.Text.Encoding.UTF8.GetBytes(line)).Participants.Select(p => p.Loss).ToArray())];

    private RunFolder Run(string name, string task, int participants, params (string Path, object Value)[] values)
    {
        var folder = new RunFolder(_folder.File(name));
        ExperimentRun.Start(Prepare(task, participants, values), folder, new Watcher(), new SteppingClock(), CancellationToken.None);
        return folder;
    }

    private Experiment Prepare(string task, int participants, params (string Path, object Value)[] values) =>
        Experiment.Prepare(ExperimentConfig.Resolve([.. Values(task, participants, [("data_dir", _folder.Path), .. values])]));

    private static IEnumerable<ConfigValue> Values(string task, int participants, params IEnumerable<(string Path, object Value)> values) =>
        new (string Path, object Value)[] { ("task", task), ("participants", (long)participants), ("rounds", 2L), ("steps", 3L), ("batch_size", 4L) }
            .Concat(values).Select(value => new ConfigValue(value.Path, value.Value, "test"));
}
