using Ipfl.Market;
using Ipfl.Market.Auditing;

namespace Ipfl.Simulation.Tests.Auditing;

/// <summary>What <c>market.audit</c> finds in the rounds of a run.</summary>
public sealed class RoundAuditTests : IDisposable
{
    // λ so large that models matter, and participants enough that somebody can jump the queue.
    private static readonly (string, object)[] Lively = [("participants", 8L), ("market.lambda", 1.0)];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("marginal")]
    [InlineData("vcg")]
    public void A_line_is_the_audit_of_its_round_s_market(string mechanism)
    {
        var run = Run("run", [.. Lively, ("market.mechanism", mechanism), ("behaviour.liars", 0.25), ("behaviour.attackers", 0.125), ("behaviour.free_riders", 0.125)]);
        Assert.Equal([1, 2, 3, 4], run.Audits.Select(audit => audit.Round));
        foreach (var line in run.Audits) AssertEqual(Audit.Of(run.Market(line.Round), Mechanism.Find(mechanism)!), line);
        var roles = run.Experiment.Participants.ToDictionary(p => p.Id, p => p.Role);
        Assert.All(run.Audits.SelectMany(audit => audit.Participants), p => Assert.Equal(roles[p.Id] == Role.Honest, p.Role is null));
        Assert.Equal(3, run.Audits[0].Participants.Select(p => p.Role).OfType<string>().Distinct().Count());
    }

    [Fact]
    public void Only_those_present_are_audited_and_a_round_of_nobody_has_its_line()
    {
        var run = Run("run", ("behaviour.schedule", "2 leave p1; 3 leave p0; 3 leave p2; 3 leave p3; 4 join p0; 4 join p1; 4 join p2; 4 join p3"));
        Assert.Equal([4, 3, 0, 4], run.Audits.Select(audit => audit.Participants.Count));
        AssertEqual(Audit.Of(run.Market(2, absent: "p1"), Mechanism.Marginal), run.Audits[1]);
        Assert.Equal(new RegretSizes(0, 0, 0), run.Audits[2].MaxRegret);
    }

    [Theory]
    [InlineData("critical")]
    [InlineData("vcg")]
    public void No_false_cost_pays_where_the_mechanism_is_truthful_in_cost(string mechanism)
    {
        // That of a liar neither: its regret is against the truth, not against what it reported.
        var run = Run("run", [.. Lively, ("market.mechanism", mechanism), ("behaviour.liars", 0.25), ("behaviour.lie_factor", 0.3)]);
        Assert.All(run.Audits, audit => Assert.Equal(0, audit.MaxRegret.Cost));
        Assert.Equal((0, 0, 0.0, null), (run.Summary.Audit!.Cost.Rounds, run.Summary.Audit.Cost.Participants, run.Summary.Audit.Cost.MaxRegret, run.Summary.Audit.Cost.Participant));
        Assert.All(run.Audits.SelectMany(audit => audit.Participants), p => Assert.Equal(new FoundRegret(0.0), p.Regret.Cost));
    }

    [Fact]
    public void Under_marginal_a_false_cost_would_have_paid_and_brings_what_is_said_when_it_is_reported()
    {
        var run = Run("run", Lively);
        var paying = run.Audits.SelectMany(audit => audit.Participants.Select((p, i) => (audit.Round, Index: i, p.Regret.Cost))).Where(p => p.Cost.Value > 0).ToArray();
        Assert.NotEmpty(paying);
        foreach (var (round, index, regret) in paying)
        {
            var (market, truth) = (run.Market(round), run.Experiment.Participants[index].Truth);
            Assert.Equal(truth.SharingCost.Value, regret.Truth);
            var lying = market.WithReport(index, truth with { SharingCost = SharingCost.Of(regret.Report!.Value) });
            Assert.Equal(regret.Value, UtilityOf(lying, index) - UtilityOf(market, index), 1e-9);
        }
    }

    [Theory]
    [InlineData("cost")]
    [InlineData("samples")]
    public void A_liar_s_regret_covers_what_its_own_lie_brought_it(string lie)
    {
        var run = Run("run", [.. Lively, ("behaviour.liars", 0.5), ("behaviour.lie", lie), ("behaviour.lie_factor", lie == "cost" ? 0.5 : 4.0)]);
        var gains = new List<double>();
        foreach (var audit in run.Audits)
        {
            var market = run.Market(audit.Round);
            for (var i = 0; i < 8; i++)
            {
                if (run.Experiment.Participants[i].Role != Role.Liar) continue;
                var gained = UtilityOf(market, i) - UtilityOf(market.WithReport(i, run.Experiment.Participants[i].Truth), i);
                var regret = audit.Participants[i].Regret;
                Assert.True((lie == "cost" ? regret.Cost : regret.Samples).Value >= gained - 1e-9);
                gains.Add(gained);
            }
        }

        Assert.Contains(gains, gained => gained != 0);
    }

    [Fact]
    public void The_summary_sums_up_the_audits()
    {
        var run = Run("run", Lively);
        foreach (var p in run.Summary.Participants)
        {
            var own = run.Audits.SelectMany(audit => audit.Participants.Where(q => q.Id == p.Id)).Select(q => q.Regret).ToArray();
            Assert.Equal(new(own.Sum(r => r.Cost.Value), own.Sum(r => r.Samples.Value), own.Sum(r => r.GainScale.Value)), p.Regret);
        }

        var (samples, most) = (run.Summary.Audit!.Samples, run.Audits.MaxBy(audit => audit.MaxRegret.Samples)!);
        Assert.Equal((most.MaxRegret.Samples, most.Round), (samples.MaxRegret, samples.Round));
        Assert.Equal(most.Participants.MaxBy(p => p.Regret.Samples.Value)!.Id, samples.Participant);
        Assert.Equal(run.Audits.Count(audit => audit.MaxRegret.Cost > 0), run.Summary.Audit.Cost.Rounds);
        Assert.Equal(
            run.Audits.SelectMany(audit => audit.Participants).Where(p => p.Regret.GainScale.Value > 0).Select(p => p.Id).Distinct().Count(),
            run.Summary.Audit.GainScale.Participants);
    }

    private static double UtilityOf(MarketRound market, int index) => Mechanism.Marginal.Solve(market).Accounts[index].Utility;

    private static void AssertEqual(Audit expected, RoundAudit line)
    {
        Assert.Equal(new RegretSizes(expected.MaxCostRegret, expected.MaxSamplesRegret, expected.MaxGainScaleRegret), line.MaxRegret);
        Assert.Equal(
            expected.Participants.Select(p => (p.Id, p.SellerSlack, p.BuyerSlack, Of(p.Cost), Of(p.Samples), Of(p.GainScale))),
            line.Participants.Select(p => (p.Id, p.SellerSlack, p.BuyerSlack, Of(p.Regret.Cost), Of(p.Regret.Samples), Of(p.Regret.GainScale))));
    }

    /// <summary>The report matters only where it pays.</summary>
    private static (double, double?) Of(Regret regret) => (regret.Value, regret.Value > 0 ? regret.Report : null);

    private static (double, double?) Of(FoundRegret regret) => (regret.Value, regret.Report);

    private AuditedRun Run(string name, params (string, object)[] values) => AuditedRun.Of(new(_folder.File(name)), values);
}
