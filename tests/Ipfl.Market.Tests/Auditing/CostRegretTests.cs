using CsCheck;
using Ipfl.Market.Auditing;

namespace Ipfl.Market.Tests.Auditing;

/// <summary>The regret in cost is exact: no report that is tried, however close to a breakpoint, brings more, and the report it names brings as much.</summary>
public sealed class CostRegretTests
{
    private static readonly AuditOptions CostOnly = new() { PointsPerOctave = 1, Span = 1.5, Refinements = 0, Threads = 1, NamesUpTo = 0, PairsUpTo = 0 };

    public static TheoryData<string> Mechanisms => ["marginal", "critical", "vcg"];

    [Theory]
    [MemberData(nameof(Mechanisms))]
    [Trait("Category", "Long")]
    public void No_cost_that_is_tried_brings_more_and_the_named_one_brings_it(string name) =>
        Gen.Select(Gen.ULong, Gen.ULong).Sample(
            (seed, choice) =>
            {
                var (round, mechanism) = (RandomMarkets.Audited(10, seed), Mechanism.Find(name)!);
                var participant = (int)(choice % (ulong)round.Reports.Count);
                var regret = Audit.Of(round, mechanism, CostOnly).Participants[participant].Cost;
                if (!round.TrueTypeOf(participant).SharingCost.Sells)
                {
                    Assert.Equal(new(0, double.PositiveInfinity), regret);
                    return;
                }

                Assert.Equal(regret.Value, Lie.Gain(round, mechanism, participant, ReportDimension.Cost, regret.Report), 1e-9);
                foreach (var cost in Tried(round, participant, choice))
                    Assert.True(Lie.Gain(round, mechanism, participant, ReportDimension.Cost, cost) <= regret.Value + 1e-9, $"cost {cost:R} brings more than {regret}");
            },
            iter: 1_000,
            threads: 1);

    /// <summary>A grid, the ends, and costs just beside the values at which the seller would lose a sale under the other two mechanisms.</summary>
    private static IEnumerable<double> Tried(MarketRound round, int participant, ulong seed)
    {
        var random = new Random((int)(seed % int.MaxValue));
        var truth = round.TrueTypeOf(participant).SharingCost.Value;
        yield return 0;
        yield return double.PositiveInfinity;
        for (var k = 0; k < 30; k++) yield return truth * 0.1 * k;
        for (var k = 0; k < 10; k++) yield return 3 * random.NextDouble();
        foreach (var piece in Curve(round, Mechanism.Critical, participant).Concat(Curve(round, Mechanism.Vcg, participant)).Where(piece => piece.From > 0))
        {
            yield return piece.From;
            yield return piece.From * (1 - 1e-7);
            yield return piece.From * (1 + 1e-7);
        }
    }

    private static IReadOnlyList<CostPiece> Curve(MarketRound round, Mechanism mechanism, int participant) => WhatIf.Cost(round, mechanism, participant).Pieces;
}
