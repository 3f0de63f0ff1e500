using CsCheck;

namespace Ipfl.Market.Tests;

/// <summary>Critical payments beside their definition, walked seller by seller from the start.</summary>
public sealed class CriticalPaymentTests
{
    [Fact]
    public void Payments_are_those_of_a_walk_without_the_seller() => Gen.Select(RandomMarkets.Upto(25), Gen.Int[0, 2]).Sample(
        (drawn, kind) =>
        {
            var round = kind == 0 ? drawn : Cheap(drawn, kind == 1 ? 1e-3 : 0);
            foreach (var edge in Mechanism.Critical.Solve(round, threads: 1).Edges)
                Assert.Equal(Payment(round, edge.Buyer, edge.Seller), edge.Payment, 1e-11 * Math.Max(1, edge.Payment));
        },
        iter: 5_000);

    [Fact]
    public void A_thousand_that_all_buy_from_all_are_paid_while_one_waits()
    {
        const int m = 1000;
        var random = new Random(8);
        var reports = Enumerable.Range(0, m).Select(i => Report.Of($"p{i}", random.NextInt64(500, 9001), 0, 5e5)).ToArray();
        var outcome = Mechanism.Critical.Solve(new(reports, ModelDistances.Dense(new double[m, m]), 1), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(m * (m - 1), outcome.Edges.Count);
    }

    /// <summary>The same with small costs, so that most buy from most.</summary>
    private static MarketRound Cheap(MarketRound round, double share) => new(
        [.. round.Reports.Select(report => report.Type.SharingCost.Sells
            ? report with { Type = report.Type with { SharingCost = SharingCost.Of(report.Type.SharingCost.Value * share) } }
            : report)],
        round.Distances,
        round.Lambda * share)
    {
        MaxDistance = round.MaxDistance,
    };

    /// <summary>G(T*) − G(T* − N_j) − λ d_ij N_j/N_i, T* the least over k of the larger of the next one's threshold and n_k + N_j.</summary>
    private static double Payment(MarketRound round, int buyer, int seller)
    {
        var (own, size) = (round.Reports[buyer].Type, round.Reports[seller].Type.Samples.Value);
        double Penalty(int j) => round.Lambda * round.Distance(buyer, j) * round.Reports[j].Type.Samples.Value / own.Samples.Value;
        double Weight(int j) => round.Reports[j].Type.SharingCost.Value + Penalty(j);
        double Headroom(int j) => Weight(j) == 0 ? double.PositiveInfinity : round.Gain.Headroom(own.GainScale, round.Reports[j].Type.Samples.Value, Weight(j));
        var others = Enumerable.Range(0, round.Reports.Count)
            .Where(j => j != buyer && j != seller && round.Distance(buyer, j) <= round.MaxDistance)
            .OrderByDescending(j => Headroom(j) + round.Reports[j].Type.Samples.Value)
            .ThenBy(j => j);
        var (total, start) = ((double)own.Samples.Value, double.PositiveInfinity);
        foreach (var next in others)
        {
            var headroom = Headroom(next);
            start = Math.Min(start, Math.Max(headroom + (round.Reports[next].Type.Samples.Value - size), total));
            if (headroom <= total) return Paid();
            total += round.Reports[next].Type.Samples.Value;
        }

        start = Math.Min(start, total);
        return Paid();

        double Paid() => Math.Max(round.Reports[seller].Type.SharingCost.Value, round.Gain.Increment(own.GainScale, start, size) - Penalty(seller));
    }
}
