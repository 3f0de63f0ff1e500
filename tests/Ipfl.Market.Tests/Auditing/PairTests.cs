using Ipfl.Market.Auditing;

namespace Ipfl.Market.Tests.Auditing;

/// <summary>Joint lies: of two sellers, which no mechanism here rules out, and of one participant in cost and gain scale, which one does.</summary>
public sealed class PairTests
{
    private static readonly AuditOptions Pairs = new() { Threads = 1, NamesUpTo = 0, Refinements = 0, PointsPerOctave = 1 };

    /// <summary>One buyer, two sellers of the same size, one more far off: without its rival the better one is paid what the buyer would give.</summary>
    [Theory]
    [InlineData("critical")]
    [InlineData("vcg")]
    [InlineData("clock")]
    public void A_rival_that_steps_aside_raises_the_price(string name)
    {
        Report[] reports = [Report.Of("a", 20_000, 1, 0), Report.Of("b", 20_000, 1.1, 0), Report.Of("buyer", 100, null, 1e4)];
        var round = new MarketRound(reports, ModelDistances.Dense(new double[3, 3]), 0);
        var audit = Audit.Of(round, Mechanism.Find(name)!, Pairs);
        Assert.All(audit.Participants, participant => Assert.Equal(0, participant.Cost.Value));
        var pair = Assert.Single(audit.Pairs!);
        Assert.Equal((0, 1), (pair.First, pair.Second));
        Assert.True(pair.Value > 1, $"{pair}");
        Assert.Equal(pair.Value, Together(round, Mechanism.Find(name)!, pair), 1e-9);
    }

    [Theory]
    [InlineData("marginal")]
    [InlineData("critical")]
    [InlineData("vcg")]
    [InlineData("clock")]
    public void What_is_told_is_to_be_had(string name)
    {
        var (mechanism, found) = (Mechanism.Find(name)!, 0);
        for (var seed = 0UL; seed < 15; seed++)
        {
            var round = RandomMarkets.Audited(7, seed);
            foreach (var pair in Audit.Of(round, mechanism, Pairs).Pairs!)
            {
                found++;
                Assert.Equal(pair.Value, Together(round, mechanism, pair), 1e-9);
            }
        }

        Assert.True(found > 5, $"{found}");
    }

    [Fact]
    public void No_false_cost_and_gain_scale_together_pays_under_reference()
    {
        for (var seed = 0UL; seed < 100; seed++)
        {
            var round = RandomMarkets.Make(1 + (int)(seed % 8), seed);
            var stated = new MarketRound(round.Reports, round.Distances, round.Lambda) { MaxDistance = round.MaxDistance, ReferenceGain = GainScale.Of(3e5) };
            var audit = Audit.Of(stated, Mechanism.Reference, new() { Threads = 1, NamesUpTo = 0, PairsUpTo = 0 });
            Assert.Equal(0, audit.MaxCostRegret);
            Assert.Equal(0, audit.MaxJointRegret);
            if (stated.Lambda == 0) Assert.Equal(0, audit.MaxGainScaleRegret);
        }
    }

    /// <summary>The two regrets add up: no grid over both numbers at once finds more.</summary>
    [Theory]
    [InlineData("marginal")]
    [InlineData("clock")]
    public void A_joint_lie_is_the_best_in_each_number(string name)
    {
        var mechanism = Mechanism.Find(name)!;
        for (var seed = 0UL; seed < 30; seed++)
        {
            var published = RandomMarkets.Published(6, seed);
            var round = new MarketRound(published.Reports, published.Distances, 0);
            var participant = (int)(seed % 6);
            var joint = Audit.Of(round, mechanism, new() { Threads = 1, NamesUpTo = 0, PairsUpTo = 0 }).Participants[participant].CostAndGainScale;
            var type = round.Reports[participant].Type;
            var honest = Utility(type);
            if (joint.Value > 0) Assert.Equal(joint.Value, Utility(type with { SharingCost = SharingCost.Of(joint.Cost), GainScale = GainScale.Of(joint.GainScale) }) - honest, 1e-9);
            for (var cost = 0.0; cost < 2.5; cost += 0.25)
                for (var scale = 5e5 / 16; scale <= 5e5 * 16; scale *= 1.5)
                    Assert.True(Utility(type with { SharingCost = SharingCost.Of(cost), GainScale = GainScale.Of(scale) }) - honest <= (1.01 * joint.Value) + 1e-9);

            double Utility(ParticipantType report) => mechanism.Solve(round.WithReport(participant, report), threads: 1).Accounts[participant].Utility;
        }
    }

    [Theory]
    [InlineData("marginal", true)]
    [InlineData("critical", true)]
    [InlineData("clock", false)]
    public void An_audit_warns_of_the_traps_of_the_walks(string name, bool walks)
    {
        var market = RandomMarkets.Published(9, 4);
        Report[] reports = [.. market.Reports, Report.Of("giant", Samples.Maximum, null, 0)];
        var distances = new double[10, 10];
        for (var i = 0; i < 10; i++)
            for (var j = 0; j < 10; j++) distances[i, j] = i == 9 || j == 9 ? 1e-9 : market.Distance(i, j);
        var audit = Audit.Of(new(reports, ModelDistances.Dense(distances), market.Lambda), Mechanism.Find(name)!, Pairs with { PairsUpTo = 0 });
        if (walks) Assert.Contains(audit.Warnings, warning => warning.StartsWith("the report of giant ends the walk of ", StringComparison.Ordinal));
        else Assert.Empty(audit.Warnings);
    }

    /// <summary>What both gain, by solving the market with both reports.</summary>
    private static double Together(MarketRound round, Mechanism mechanism, PairRegret pair)
    {
        var truth = With(round, round.TrueTypeOf(pair.First).SharingCost.Value, round.TrueTypeOf(pair.Second).SharingCost.Value);
        return With(round, pair.FirstCost, pair.SecondCost) - truth;

        double With(MarketRound market, double first, double second)
        {
            var changed = market.WithReport(pair.First, Type(pair.First) with { SharingCost = SharingCost.Of(first) })
                .WithReport(pair.Second, Type(pair.Second) with { SharingCost = SharingCost.Of(second) });
            var accounts = mechanism.Solve(changed, threads: 1).Accounts;
            return accounts[pair.First].Utility + accounts[pair.Second].Utility;
        }

        ParticipantType Type(int i) => round.Reports[i].Type;
    }
}
