using Ipfl.Market.Auditing;

namespace Ipfl.Market.Tests.Auditing;

/// <summary>
/// Searched regrets are lower bounds, and close ones: far more reports than the search tries find hardly more. Under <c>reference</c> the menu
/// jumps with every number, so that the search is denser there.
/// </summary>
public sealed class SearchOracleTests
{
    private const int PerDoubling = 60;
    private const int Doublings = 4;

    [Theory]
    [InlineData("marginal", 0.01)]
    [InlineData("critical", 0.01)]
    [InlineData("vcg", 0.01)]
    [InlineData("clock", 0.01)]
    [InlineData("reference", 0.05)]
    public void A_dense_grid_finds_hardly_more(string name, double more)
    {
        var mechanism = name == "reference" ? Mechanism.Reference : Mechanism.Find(name)!;
        for (var seed = 0UL; seed < (name == "reference" ? 30UL : 100UL); seed++)
        {
            var round = Sample(seed);
            var participant = (int)(seed % (ulong)round.Reports.Count);
            var audited = Audit.Of(round, mechanism, new() { Threads = 1, NamesUpTo = 0, PairsUpTo = 0 }).Participants[participant];
            AssertClose(round, mechanism, participant, ReportDimension.Samples, audited.Samples, more);
            AssertClose(round, mechanism, participant, ReportDimension.GainScale, audited.GainScale, more);
        }
    }

    private static MarketRound Sample(ulong seed)
    {
        var round = RandomMarkets.Published(4 + (int)(seed % 5), seed);
        return new(round.Reports, round.Distances, round.Lambda) { ReferenceGain = GainScale.Of(seed % 3 == 0 ? 2e5 : 5e5) };
    }

    private static void AssertClose(MarketRound round, Mechanism mechanism, int participant, ReportDimension dimension, Regret found, double more)
    {
        var truth = Lie.Truth(round, participant, dimension);
        var honest = Lie.Utility(round, mechanism, participant, dimension, truth);
        for (var k = -Doublings * PerDoubling; k <= Doublings * PerDoubling; k++)
        {
            var report = truth * Math.Pow(2, k / (double)PerDoubling);
            if (dimension == ReportDimension.Samples) report = Math.Max(1, Math.Round(report));
            var gain = Lie.Utility(round, mechanism, participant, dimension, report) - honest;
            Assert.True(gain <= ((1 + more) * found.Value) + 1e-9, $"{dimension} {report:R} of {round.Reports[participant].Id} brings {gain:R}, more than {found}");
        }

        if (found.Value > 0) Assert.Equal(found.Value, Lie.Utility(round, mechanism, participant, dimension, found.Report) - honest, 1e-9);
    }
}
