using CsCheck;
using Ipfl.Market.Auditing;

namespace Ipfl.Market.Tests.Auditing;

/// <summary>The curves agree with the market solved at each report.</summary>
public sealed class WhatIfTests
{
    public static TheoryData<string> Mechanisms => ["marginal", "critical", "vcg"];

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public void A_cost_curve_is_what_solving_at_each_cost_gives(string name) =>
        Gen.Select(Gen.ULong, Gen.ULong).Sample(
            (seed, choice) =>
            {
                var (round, mechanism) = (RandomMarkets.Audited(9, seed), Mechanism.Find(name)!);
                var participant = (int)(choice % (ulong)round.Reports.Count);
                if (!round.TrueTypeOf(participant).SharingCost.Sells) return;
                var curve = WhatIf.Cost(round, mechanism, participant);
                Assert.Equal(Lie.Utility(round, mechanism, participant, ReportDimension.Cost, round.TrueTypeOf(participant).SharingCost.Value), curve.AtTruth, 1e-9);
                Assert.Equal(0, curve.Pieces[0].From);
                Assert.Equal(double.PositiveInfinity, curve.Pieces[^1].To);
                Assert.All(curve.Pieces.Zip(curve.Pieces.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
                foreach (var piece in curve.Pieces)
                {
                    var inside = double.IsInfinity(piece.To) ? piece.To : (piece.From + piece.To) / 2;
                    var outcome = mechanism.Solve(round.WithReport(participant, round.Reports[participant].Type with { SharingCost = SharingCost.Of(inside) }));
                    Assert.Equal(piece.Sales, outcome.Edges.Count(edge => edge.Seller == participant));
                    Assert.Equal(piece.Utility, outcome.Accounts[participant].Utility, 1e-9);
                }
            },
            iter: 500,
            threads: 1);

    [Fact]
    public void Curves_take_the_threads_that_they_are_given()
    {
        var (round, mechanism) = (RandomMarkets.Published(30, 4), new Watched());
        WhatIf.Cost(round, mechanism, 2, 0, 2, 10, threads: 1);
        WhatIf.Samples(round, mechanism, 2, 100, 20_000, 10, threads: 1);
        WhatIf.GainScale(round, mechanism, 2, 0, 1e6, 10, threads: 1);
        Assert.Equal(1, mechanism.MostAtOnce);
        Assert.Throws<ArgumentOutOfRangeException>(() => WhatIf.Cost(round, Mechanism.Vcg, 2, threads: 0));
    }

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public void Other_curves_hold_both_sides_of_every_change_of_trades(string name)
    {
        var (round, mechanism) = (RandomMarkets.Published(9, 4), Mechanism.Find(name)!);
        AssertCurve(WhatIf.Samples(round, mechanism, 2, 100, 20_000, 30), ReportDimension.Samples, 1);
        AssertCurve(WhatIf.GainScale(round, mechanism, 2, 0, 1e6, 30), ReportDimension.GainScale, 1);

        void AssertCurve(IReadOnlyList<CurvePoint> curve, ReportDimension dimension, double step)
        {
            Assert.True(curve.Count > 31);
            Assert.Contains(Lie.Truth(round, 2, dimension), curve.Select(point => point.Report));
            foreach (var point in curve) Assert.Equal(Lie.Utility(round, mechanism, 2, dimension, point.Report), point.Utility);
            foreach (var (low, high) in curve.Zip(curve.Skip(1)))
            {
                Assert.True(low.Report < high.Report);
                if ((low.Sales, low.Imports) != (high.Sales, high.Imports)) Assert.InRange(high.Report - low.Report, 0, step);
            }
        }
    }

    /// <summary>Counts how many threads ask it at once.</summary>
    private sealed class Watched() : CustomMechanism("watched")
    {
        private int _running;

        public int MostAtOnce { get; private set; }

        protected override IReadOnlyList<Import> Decide(BuyerMarket market, CancellationToken cancellation)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _running));
            Thread.Yield();
            Interlocked.Decrement(ref _running);
            return [];
        }
    }
}
