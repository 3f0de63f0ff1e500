using CsCheck;
using Ipfl.Market.Solving;

namespace Ipfl.Market.Tests;

public sealed class ThresholdBoundTests
{
    private static readonly Gen<(double K, (long Size, double Weight)[] Sellers)> Desks = Gen.Select(
        Gen.Double[-3, 12].Select(e => Math.Pow(10, e)),
        Gen.Select(Gen.Double[0, 15.9].Select(e => (long)Math.Pow(10, e)), Gen.Double[-12, 12].Select(e => Math.Pow(10, e))).Array[1, 40]);

    [Fact]
    public void No_threshold_of_the_square_root_law_reaches_its_bound_and_none_is_far_below_it() =>
        Desks.Sample(
            desk =>
            {
                var (scale, bounds) = (GainScale.Of(desk.K), Bounds(desk.K, desk.Sellers));
                for (var j = 0; j < bounds.Length; j++)
                {
                    var (size, weight) = desk.Sellers[j];
                    var threshold = SquareRootGain.Instance.Headroom(scale, size, weight) + size;
                    Assert.True(threshold * (1 + 1e-12) < bounds[j], $"K {desk.K:R}, N {size}, w {weight:R}: {threshold:R} against {bounds[j]:R}");

                    // The chord lies half the samples above the tangent's total at least; the exponent trick is 11 % off at most.
                    Assert.True(bounds[j] < 2.22 * threshold, $"K {desk.K:R}, N {size}, w {weight:R}: {threshold:R} against {bounds[j]:R}");
                }
            },
            iter: 5_000);

    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    [InlineData(2)]
    public void No_threshold_of_a_power_law_reaches_its_bound(double alpha) =>
        Desks.Sample(
            desk =>
            {
                var (law, scale) = (new PowerLawGain(alpha), GainScale.Of(desk.K));
                var bounds = new double[desk.Sellers.Length];
                ThresholdBounds.Of(law, scale, [.. desk.Sellers.Select(s => s.Size)], [.. desk.Sellers.Select(s => s.Weight)], bounds);
                for (var j = 0; j < bounds.Length; j++)
                    Assert.True((law.Headroom(scale, desk.Sellers[j].Size, desk.Sellers[j].Weight) + desk.Sellers[j].Size) * (1 + 1e-12) < bounds[j]);
            },
            iter: 2_000);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.Epsilon)]
    [InlineData(1e-310)]
    public void A_weight_of_next_to_nothing_has_no_bound(double weight) =>
        Assert.Equal(double.PositiveInfinity, Bounds(5e5, [(1000, weight)])[0]);

    [Fact]
    public void One_that_never_sells_is_bounded_by_its_samples() =>
        Assert.Equal(1000, Bounds(5e5, [(1000, double.PositiveInfinity)])[0], 1e-5);

    /// <summary>Twenty times the sellers that a buyer looks at: the order is not that of the bounds.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void A_large_market_is_walked_as_sorting_all_thresholds_would_walk_it(double alpha)
    {
        for (var seed = 0UL; seed < 12; seed++)
        {
            var made = RandomMarkets.Make(200, seed);
            var round = new MarketRound(made.Reports, made.Distances, made.Lambda) { MaxDistance = made.MaxDistance, Gain = alpha == 0 ? SquareRootGain.Instance : new PowerLawGain(alpha) };
            var imported = Mechanism.Marginal.Solve(round).Edges.ToLookup(edge => edge.Buyer, edge => edge.Seller);
            for (var buyer = 0; buyer < 200; buyer++) Assert.Equal(SortedWalk(round, buyer), imported[buyer]);
        }
    }

    private static IEnumerable<int> SortedWalk(MarketRound round, int buyer)
    {
        var own = round.Reports[buyer].Type;
        if (!own.GainScale.Buys) return [];
        double Weight(int j) => round.Reports[j].Type.SharingCost.Value + (round.Lambda * round.Distance(buyer, j) * ((double)round.Reports[j].Type.Samples.Value / own.Samples.Value));
        double Threshold(int j)
        {
            var size = round.Reports[j].Type.Samples.Value;
            return Weight(j) <= 0 ? double.PositiveInfinity : round.Gain.Headroom(own.GainScale, size, Weight(j)) + size;
        }

        var (total, bought) = (own.Samples.Value, new List<int>());
        foreach (var j in Enumerable.Range(0, round.Reports.Count).Where(j => j != buyer && round.Distance(buyer, j) <= round.MaxDistance).OrderByDescending(Threshold))
        {
            if (total + round.Reports[j].Type.Samples.Value >= Threshold(j)) break;
            total += round.Reports[j].Type.Samples.Value;
            bought.Add(j);
        }

        return bought.Order();
    }

    private static double[] Bounds(double k, (long Size, double Weight)[] sellers)
    {
        var bounds = new double[sellers.Length];
        ThresholdBounds.OfSquareRoot(GainScale.Of(k), [.. sellers.Select(s => s.Size)], [.. sellers.Select(s => s.Weight)], bounds);
        return bounds;
    }
}
