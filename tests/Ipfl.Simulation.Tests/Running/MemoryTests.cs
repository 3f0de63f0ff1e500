using static TorchSharp.torch;

namespace Ipfl.Simulation.Tests.Running;

/// <summary>Counts what the whole process holds, so no other test runs beside these.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class MemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ipfl")]
    [InlineData("local")]
    [InlineData("fedavg")]
    [InlineData("fedprox")]
    [InlineData("ditto")]
    [InlineData("cfl")]
    [InlineData("fedamp")]
    [InlineData("fedfomo")]
    [InlineData("pfedgraph")]
    [InlineData("ipfl-mean")]
    [InlineData("ipfl-evidence")]
    public void Rounds_and_runs_leave_no_tensors_behind(string algorithm)
    {
        SmallFederation.Start(new(_folder.File("first")), ("algorithm", algorithm), ("rounds", 1L));
        var (before, counts) = (SettledCount(), new List<long>());
        var watcher = new Watcher { OnRound = _ => counts.Add(Tensor.TotalCount) };
        ExperimentRun.Start(
            SmallFederation.Prepare(("algorithm", algorithm), ("rounds", 6L)), new(_folder.File("run")), watcher, new SteppingClock(), CancellationToken.None);
        Assert.Equal(6, counts.Count);
        Assert.Single(counts.Skip(1).Distinct());
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Theory]
    [InlineData("ipfl")]
    [InlineData("ditto")]
    [InlineData("fedfomo")]
    [InlineData("ipfl-evidence")]
    public void A_cancelled_and_resumed_run_leaves_no_tensors_behind(string algorithm)
    {
        SmallFederation.Start(new(_folder.File("first")), ("algorithm", algorithm), ("rounds", 1L));
        var before = SettledCount();
        using var stop = new CancellationTokenSource();
        var folder = new RunFolder(_folder.File("run"));
        var watcher = new Watcher { OnTrained = (round, _) => { if (round == 2) stop.Cancel(); } };
        Assert.ThrowsAny<OperationCanceledException>(() => ExperimentRun.Start(
            SmallFederation.Prepare(("algorithm", algorithm)), folder, watcher, new SteppingClock(), stop.Token));
        Assert.Equal(before, Tensor.TotalCount);
        SmallFederation.Resume(folder);
        Assert.Equal(before, Tensor.TotalCount);
    }

    /// <summary>The live tensors, once the collector has taken those that other tests left to it.</summary>
    private static long SettledCount()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
