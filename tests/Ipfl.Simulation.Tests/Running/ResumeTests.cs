namespace Ipfl.Simulation.Tests.Running;

/// <summary>A run that is stopped or killed, and goes on, ends with the numbers of one that was left alone.</summary>
public sealed class ResumeTests(ReferenceRun reference) : IClassFixture<ReferenceRun>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 4)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(4, 3)]
    public void A_cancellation_in_any_round_can_be_resumed(int round, int participant)
    {
        using var stop = new CancellationTokenSource();
        var folder = new RunFolder(_folder.File("run"));
        var watcher = new Watcher { OnTrained = (r, trained) => StopAt((r, trained) == (round, participant)) };
        Assert.ThrowsAny<OperationCanceledException>(
            () => ExperimentRun.Start(SmallFederation.Prepare(), folder, watcher, new SteppingClock(), stop.Token));
        Assert.False(folder.IsFinished);
        Assert.Equal(round - 1, File.Exists(folder.Rounds) ? File.ReadAllLines(folder.Rounds).Length : 0);

        SmallFederation.Resume(folder);
        RunResults.AssertEqual(reference.Results, folder);

        void StopAt(bool now)
        {
            if (now) stop.Cancel();
        }
    }

    [Fact]
    public void A_run_stopped_after_every_round_ends_the_same()
    {
        var folder = new RunFolder(_folder.File("run"));
        for (var stops = 0; !folder.IsFinished; stops++)
        {
            Assert.True(stops <= reference.Rounds, "the run does not get on");
            using var stop = new CancellationTokenSource();
            var watcher = new Watcher { OnRound = _ => stop.Cancel() };
            try
            {
                if (folder.HasRun) ExperimentRun.Resume(Experiment.Reopen(folder, SmallFederation.Data), folder, watcher, new SteppingClock(), stop.Token);
                else ExperimentRun.Start(SmallFederation.Prepare(), folder, watcher, new SteppingClock(), stop.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Equal($"started after {stops}", watcher.Log[0]);
            }
        }

        RunResults.AssertEqual(reference.Results, folder);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_kill_right_after_a_round_can_be_resumed(int round) => AssertResumes(reference.KilledAfter(round, _folder.File("run")), round);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_kill_between_a_rounds_line_and_its_checkpoint_can_be_resumed(int round)
    {
        var folder = reference.KilledAfter(round, _folder.File("run"));
        File.WriteAllText(folder.Rounds, FirstLines(reference.Whole.Rounds, round + 1));
        AssertResumes(folder, round);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_kill_between_both_lines_and_the_checkpoint_can_be_resumed(int round)
    {
        var folder = reference.KilledAfter(round, _folder.File("run"));
        File.WriteAllText(folder.Rounds, FirstLines(reference.Whole.Rounds, round + 1));
        File.WriteAllText(folder.Timings, FirstLines(reference.Whole.Timings, round + 1));
        AssertResumes(folder, round);
    }

    [Theory]
    [InlineData(1, 0.01)]
    [InlineData(2, 0.5)]
    [InlineData(3, 0.999)]
    public void A_kill_within_a_line_can_be_resumed(int round, double part)
    {
        var folder = reference.KilledAfter(round, _folder.File("run"));
        foreach (var (whole, file) in new[] { (reference.Whole.Rounds, folder.Rounds), (reference.Whole.Timings, folder.Timings) })
        {
            var (before, after) = (FirstLines(whole, round), FirstLines(whole, round + 1));
            File.WriteAllText(file, after[..(before.Length + (int)(part * (after.Length - before.Length)))]);
        }

        AssertResumes(folder, round);
    }

    [Fact]
    public void A_checkpoint_half_written_when_the_kill_came_is_removed()
    {
        var folder = reference.KilledAfter(2, _folder.File("run"));
        File.WriteAllBytes($"{folder.Checkpoint}.4711.tmp", File.ReadAllBytes(folder.Checkpoint)[..1000]);
        File.WriteAllText(Path.Combine(folder.Path, "summary.json.4711.tmp"), "{");
        AssertResumes(folder, 2);
    }

    [Fact]
    public void A_kill_before_the_partition_was_written_can_be_resumed()
    {
        var folder = reference.KilledAfter(0, _folder.File("run"));
        File.Delete(folder.Partition);
        AssertResumes(folder, 0);
    }

    [Fact]
    public void A_kill_while_the_models_were_written_can_be_resumed()
    {
        var folder = reference.Finished(_folder.File("run"));
        File.Delete(folder.Summary);
        File.Delete(folder.Model("p3"));
        File.WriteAllText($"{folder.Model("p2")}.4711.tmp", "");
        AssertResumes(folder, reference.Rounds);
    }

    private static string FirstLines(string path, int count) => string.Concat(File.ReadLines(path).Take(count).Select(line => $"{line}\n"));

    private void AssertResumes(RunFolder folder, int after)
    {
        var watcher = new Watcher();
        ExperimentRun.Resume(Experiment.Reopen(folder, SmallFederation.Data), folder, watcher, new SteppingClock(), CancellationToken.None);
        Assert.Equal($"started after {after}", watcher.Log[0]);
        Assert.Equal(reference.Rounds - after, watcher.Log.Count(line => line.StartsWith("round", StringComparison.Ordinal)));
        RunResults.AssertEqual(reference.Results, folder);
        Assert.Equal(reference.Rounds, File.ReadAllLines(folder.Timings).Length);
    }
}
