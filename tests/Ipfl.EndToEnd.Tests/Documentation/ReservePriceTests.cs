using Ipfl.Market;
using Ipfl.Market.Auditing;
using Ipfl.Simulation;

namespace Ipfl.EndToEnd.Tests.Documentation;

/// <summary>The mechanism of docs/mechanisms.md keeps what the page promises.</summary>
public sealed class ReservePriceTests
{
    private const int Markets = 1_000;

    [Fact]
    public void The_page_shows_the_mechanism_that_is_compiled()
    {
        var shown = new Document("docs/mechanisms.md").Fenced("csharp");
        var folder = Path.Combine(SharedFolder.Repository, "tests", "Ipfl.EndToEnd.Tests", "Documentation");
        Assert.Equal(File.ReadAllLines(Path.Combine(folder, "ReservePrice.cs")), shown[0]);
        var compiled = File.ReadLines(Path.Combine(folder, "ReservePriceTests.cs")).Select(line => line.Trim());
        Assert.All(shown[1], line => Assert.Contains(line, compiled));
    }

    [Fact]
    public void Payments_cover_cost_and_reserve_and_nobody_loses()
    {
        for (var number = 0; number < Markets; number++)
        {
            var round = RandomMarket.Of(1 + (number % 9), 7, number);
            var reserve = number % 5 * 0.5;
            var outcome = new ReservePrice(reserve).Solve(round, threads: 1);
            Assert.All(outcome.Edges, edge => Assert.True(edge.Payment >= Math.Max(reserve, round.Reports[edge.Seller].Type.SharingCost.Value)));
            Assert.All(outcome.Accounts, account => Assert.True(account.Paid <= account.Gain * (1 + 1e-12)));
            Assert.Equal(0, outcome.Accounts.Sum(account => account.Received - account.Paid), 1e-9);
            if (reserve == 0) Assert.Equal(Mechanism.Vcg.Solve(round, threads: 1).Edges, outcome.Edges);
        }
    }

    [Fact]
    public void No_false_cost_of_a_grid_pays()
    {
        for (var number = 0; number < Markets; number++)
        {
            var round = RandomMarket.Of(2 + (number % 5), 8, number);
            var mechanism = new ReservePrice(number % 4 * 0.7);
            var seller = number % round.Reports.Count;
            var honest = mechanism.Solve(round, threads: 1).Accounts[seller].Utility;
            for (var cost = 0.0; cost < 5; cost += 0.25)
            {
                var lie = round.WithReport(seller, round.Reports[seller].Type with { SharingCost = SharingCost.Of(cost) });
                Assert.True(mechanism.Solve(lie, threads: 1).Accounts[seller].Utility <= honest + 1e-9);
            }
        }
    }

    [Fact]
    public void It_is_audited_measured_and_run()
    {
        using var folder = new TemporaryFolder();
        var round = RandomMarket.Of(6, 1, 0);
        var config = ExperimentConfig.Resolve([new("rounds", 2L, ""), new("steps", 1L, ""), new("participants", 3L, "")]);
        var mechanism = new ReservePrice(1.5);
        var outcome = mechanism.Solve(round);
        var audit = Audit.Of(round, mechanism);
        var curve = WhatIf.Cost(round, mechanism, participant: 0, from: 0, to: 3, points: 50);
        var points = RegretCurve.Measure([Mechanism.Vcg, mechanism], [5, 9], markets: 10, seed: 0);
        var experiment = Experiment.Prepare(config, mechanism: mechanism);
        Assert.Equal(outcome.Edges, audit.Outcome.Edges);
        Assert.False(audit.CostsAreExact);
        Assert.Equal(0, audit.MaxCostRegret);
        Assert.True(curve.Count >= 50);
        Assert.All(points, point => Assert.Equal(0, point.MaxRegret));
        var summary = ExperimentRun.Start(experiment, new RunFolder(folder.File("run")), new Nobody(), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal("reserve-price", summary.Mechanism);
    }

    private sealed class Nobody : IRunObserver
    {
        public void Started(Experiment experiment, RunFolder folder, int roundsDone)
        {
        }

        public void ParticipantTrained(int round, int trained, int participants)
        {
        }

        public void RoundFinished(RoundRecord record, RoundTimings timings)
        {
        }
    }
}
