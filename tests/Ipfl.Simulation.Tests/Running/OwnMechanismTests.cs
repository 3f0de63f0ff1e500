using Ipfl.Market;

namespace Ipfl.Simulation.Tests.Running;

/// <summary>A mechanism that this project does not know trades like one of its own.</summary>
public sealed class OwnMechanismTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void It_trades_and_goes_on_after_a_kill_with_the_same_numbers()
    {
        var (whole, killed) = (new RunFolder(_temporary.File("whole")), new RunFolder(_temporary.File("killed")));
        Assert.Equal("nearest-only", Start(whole, CancellationToken.None).Mechanism);
        var first = ResultJson.Read<RoundRecord>(System.Text.Encoding.UTF8.GetBytes(File.ReadLines(whole.Rounds).First()));
        Assert.Equal(["p0", "p1", "p2", "p3"], first.Edges.Select(edge => edge.Buyer));
        Assert.All(first.Edges, edge => Assert.Equal(1, edge.Payment));

        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Start(killed, stop.Token, record =>
        {
            if (record.Round == 2) stop.Cancel();
        }));
        ExperimentRun.Resume(
            Experiment.Reopen(killed, SmallFederation.Data, mechanism: new NearestOnly()), killed, new Watcher(), new SteppingClock(), CancellationToken.None);
        RunResults.AssertEqual(RunResults.Of(whole), killed);
    }

    [Fact]
    public void It_cannot_be_taken_for_the_configuration_s_mechanism_when_resuming()
    {
        var folder = new RunFolder(_temporary.File("run"));
        Start(folder, CancellationToken.None);
        Assert.Contains("own.mechanism: found \"nearest-only\"; the run was prepared in a program with its own mechanism", Message.Of(() => SmallFederation.Resume(folder)), StringComparison.Ordinal);
    }

    private static RunSummary Start(RunFolder folder, CancellationToken cancellation, Action<RoundRecord>? onRound = null)
    {
        var experiment = Experiment.Prepare(SmallFederation.Config(), SmallFederation.Data, mechanism: new NearestOnly());
        return ExperimentRun.Start(experiment, folder, new Watcher { OnRound = onRound }, new SteppingClock(), cancellation);
    }

    /// <summary>Everybody buys the nearest model for 1.</summary>
    private sealed class NearestOnly() : CustomMechanism("nearest-only")
    {
        protected override IReadOnlyList<Import> Decide(BuyerMarket market, CancellationToken cancellation) =>
            market.Offers.Count == 0 ? [] : [new Import(market.Offers.MinBy(offer => offer.Distance).Seller, 1)];
    }
}
