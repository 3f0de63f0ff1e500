using Ipfl.Market;

namespace Ipfl.Simulation;

/// <summary>The edges of a round as its line tells them: with evidence also what was claimed, what was found, and what became of it.</summary>
internal static class EdgeRecords
{
    /// <summary>By buyer, then by seller; void trades are among them, and cost nothing.</summary>
    public static IReadOnlyList<EdgeRecord> Of(RoundMarket market, double[,] graph) => [.. market.Agreed.Select(edge => Of(market, graph, edge))];

    private static EdgeRecord Of(RoundMarket market, double[,] graph, Edge edge)
    {
        var (round, isVoid) = (market.Round, market.Void.Contains(edge.Buyer));
        var record = new EdgeRecord(
            round.Reports[edge.Buyer].Id, round.Reports[edge.Seller].Id, graph[edge.Buyer, edge.Seller], isVoid ? 0 : edge.Payment)
        { Void = isVoid };
        if (round.EffectiveSamples is not { } evidence) return record;
        return record with { ClaimedSamples = round.Reports[edge.Seller].Type.Samples.Value, EffectiveSamples = evidence.Of(edge.Buyer, edge.Seller) };
    }
}
