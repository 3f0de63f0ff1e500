using Ipfl.Market;

namespace Ipfl.EndToEnd.Tests.Documentation;

/// <summary>The example that README.md and docs/market.md show, line for line.</summary>
internal static class FiveLines
{
    public static void Solve()
    {
        Report[] reports = [Report.Of("a", samples: 1200, sharingCost: 1.0, gainScale: 5e5), Report.Of("b", samples: 800, sharingCost: 0.5, gainScale: 5e5)];
        var round = new MarketRound(reports, ModelDistances.Dense(new[,] { { 0, 0.3 }, { 0.3, 0 } }), lambda: 1.0);
        var outcome = Mechanism.Vcg.Solve(round);
        foreach (var edge in outcome.Edges) Console.WriteLine($"{outcome.Ids[edge.Buyer]} pays {outcome.Ids[edge.Seller]} {edge.Payment:F2}");
    }
}
