namespace Ipfl.Simulation.Tests.Running;

public sealed class DeterminismTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ipfl")]
    [InlineData("local")]
    [InlineData("fedavg")]
    public void Equal_seeds_give_equal_files_with_any_number_of_threads(string algorithm)
    {
        var one = Run("one", ("algorithm", algorithm), ("threads", 1L));
        var expected = RunResults.Of(one);
        RunResults.AssertEqual(expected, Run("two", ("algorithm", algorithm), ("threads", 2L)));
        RunResults.AssertEqual(expected, Run("three", ("algorithm", algorithm), ("threads", 3L)));
    }

    [Fact]
    public void Adversaries_do_the_same_with_any_number_of_threads()
    {
        (string, object)[] copier = [("rounds", 2L), ("behaviour.adversary", "copy"), ("behaviour.adversaries", 0.25), ("behaviour.copy_noise", 0.3)];
        var expected = RunResults.Of(Run("one", [.. copier, ("threads", 1L)]));
        RunResults.AssertEqual(expected, Run("three", [.. copier, ("threads", 3L)]));
    }

    [Fact]
    public void Another_seed_gives_another_run()
    {
        var (zero, one) = (RunResults.Of(Run("zero")), RunResults.Of(Run("one", ("seed", 1L))));
        Assert.NotEqual(zero.Rounds, one.Rounds);
        Assert.NotEqual(zero.Partition, one.Partition);
        Assert.NotEqual(zero.Models["p0.safetensors"], one.Models["p0.safetensors"]);
    }

    [Fact]
    public void Times_are_the_clocks_and_stand_in_the_timings_alone()
    {
        var (slow, fast) = (new RunFolder(_folder.File("slow")), Run("fast"));
        ExperimentRun.Start(SmallFederation.Prepare(), slow, new Watcher(), new SteppingClock(1000), CancellationToken.None);
        RunResults.AssertEqual(RunResults.Of(fast), slow);
        Assert.NotEqual(File.ReadAllText(fast.Timings), File.ReadAllText(slow.Timings));
        Assert.Equal(1000 * fast.ReadSummary().WallSeconds, slow.ReadSummary().WallSeconds, 1e-6);
    }

    [Fact]
    public void The_observer_hears_every_step_in_order()
    {
        var watcher = new Watcher();
        ExperimentRun.Start(
            SmallFederation.Prepare(("rounds", 2L), ("participants", 3L)), new(_folder.File("run")), watcher, new SteppingClock(), CancellationToken.None);
        Assert.Equal(
            [
                "started after 0",
                "trained 1: 1/3", "trained 1: 2/3", "trained 1: 3/3", "round 1",
                "trained 2: 1/3", "trained 2: 2/3", "trained 2: 3/3", "round 2",
            ],
            watcher.Log);
    }

    private RunFolder Run(string name, params (string, object)[] values)
    {
        var folder = new RunFolder(_folder.File(name));
        SmallFederation.Start(folder, values);
        return folder;
    }
}
