using Ipfl.Market.Auditing;

namespace Ipfl.Market.Tests;

/// <summary>K and c up to 1e12, N up to 2⁵³: no overflow, and no edge that arithmetic of higher precision would keep is lost.</summary>
public sealed class ExtremeMarketTests
{
    public static TheoryData<int> Batches => [0, 1, 2, 3, 4, 5, 6, 7];

    [Theory]
    [MemberData(nameof(Batches))]
    public void The_graphs_are_those_of_high_precision(int batch)
    {
        for (var seed = batch * 40; seed < (batch + 1) * 40; seed++)
        {
            var round = Extreme(new Random(seed));
            var (marginal, vcg) = (Mechanism.Marginal.Solve(round, threads: 1), Mechanism.Vcg.Solve(round, threads: 1));
            var clock = Mechanism.Clock.Solve(round, threads: 1);
            for (var buyer = 0; buyer < round.Reports.Count; buyer++)
            {
                var oracle = new HighPrecision(round, buyer);
                Assert.Equal(oracle.Walk(), Sellers(marginal, buyer));
                Assert.Equal(oracle.BestSet(), Sellers(vcg, buyer));
                Assert.Equal(oracle.Clock().Keys, Sellers(clock, buyer));
                foreach (var edge in clock.Edges.Where(edge => edge.Buyer == buyer))
                {
                    var (price, penalty) = (oracle.Clock()[edge.Seller], PlainClock.Penalty(round, buyer, edge.Seller));
                    Assert.True(Math.Abs(edge.Payment - price) <= 1e-13 * (price + penalty), $"seed {seed}: {edge}, expected {price:R}");
                }
            }
        }
    }

    [Fact]
    public void Largest_numbers_stay_finite()
    {
        var reports = Enumerable.Range(0, 40).Select(i => Report.Of($"p{i}", i % 2 == 0 ? Samples.Maximum : 1, i % 3 == 0 ? 1e12 : 1e-12, 1e12)).ToArray();
        foreach (var mechanism in Mechanism.All)
        {
            var outcome = mechanism.Solve(new(reports, ModelDistances.Dense(new double[40, 40]), 1) { ReferenceGain = GainScale.Of(1e12) });
            Assert.All(outcome.Accounts, a => Assert.True(double.IsFinite(a.Utility) && a.Utility >= -1e-6));
        }
    }

    /// <summary>Where numbers of 1e12 cancel, an audit must not take rounding for a regret.</summary>
    [Theory]
    [InlineData("critical")]
    [InlineData("vcg")]
    [InlineData("clock")]
    [InlineData("reference")]
    public void No_false_cost_pays_in_extreme_markets(string name)
    {
        for (var seed = 0; seed < 320; seed++)
        {
            var audit = Audit.Of(Extreme(new Random(seed)), Mechanism.Find(name)!, new() { PointsPerOctave = 1, Refinements = 1, Threads = 1, NamesUpTo = 0, PairsUpTo = 0 });
            Assert.True(audit.MaxCostRegret == 0, $"seed {seed}: {audit.MaxCostRegret:R}");
            Assert.All(audit.Participants, p => Assert.True(double.IsFinite(p.Samples.Value) && double.IsFinite(p.GainScale.Value)));
        }
    }

    /// <summary>Sellers that differ in the last place only: the order of their thresholds is below what doubles can tell apart.</summary>
    [Fact]
    public void The_walk_orders_thresholds_that_doubles_cannot_tell_apart()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var size = random.NextInt64(1000, 1L << 50);
            var cost = random.NextDouble();
            var reports = Enumerable.Range(0, 5)
                .Select(i => Report.Of($"p{i}", i == 0 ? 500 : size + random.Next(2), random.Next(2) == 0 ? cost : Math.BitIncrement(cost), 1e12))
                .ToArray();
            var round = new MarketRound(reports, ModelDistances.Dense(new double[5, 5]), 0);
            Assert.Equal(new HighPrecision(round, 0).Walk(), Sellers(Mechanism.Marginal.Solve(round, threads: 1), 0));
        }
    }

    private static int[] Sellers(Outcome outcome, int buyer) => [.. outcome.Edges.Where(e => e.Buyer == buyer).Select(e => e.Seller)];

    private static MarketRound Extreme(Random random)
    {
        double Magnitude(double from, double to) => Math.Pow(10, from + (random.NextDouble() * (to - from)));
        var m = random.Next(2, 6);
        var largest = random.Next(2) == 0 ? 15.9 : 4;
        var reports = Enumerable.Range(0, m)
            .Select(i => Report.Of($"p{i}", (long)Magnitude(0, largest), Magnitude(-12, random.Next(2) == 0 ? 12 : 0), Magnitude(random.Next(2) == 0 ? 0 : 10, 12)))
            .ToArray();
        var distances = new double[m, m];
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < m; j++) distances[i, j] = 2 * random.NextDouble();
        }

        return new(reports, ModelDistances.Dense(distances), random.Next(3) == 0 ? 0 : Magnitude(-9, 0)) { ReferenceGain = GainScale.Of(Magnitude(0, 12)) };
    }
}
