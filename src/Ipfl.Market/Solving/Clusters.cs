namespace Ipfl.Market.Solving;

/// <summary>
/// Which participants are one behind several names: the connected components of the pairs whose distance is below the exclusive distance.
/// A pair counts if either direction says so: where a list has a copy in one direction only, it is a copy all the same, and nobody escapes
/// by what is not listed. Pairs that no direction lists are not joined.
/// </summary>
internal static class Clusters
{
    /// <summary>For each participant the lowest of its cluster; null where nobody excludes anybody.</summary>
    public static int[]? Of(MarketRound round)
    {
        if (round.ExclusiveDistance == 0) return null;
        int[] parents = [.. Enumerable.Range(0, round.Reports.Count)];
        for (var buyer = 0; buyer < parents.Length; buyer++)
        {
            var row = round.Distances.Row(buyer);
            for (var k = 0; k < row.Distances.Length; k++)
            {
                if (row.Distances[k] < round.ExclusiveDistance) Join(parents, buyer, row.SellerAt(k));
            }
        }

        for (var i = 0; i < parents.Length; i++) parents[i] = Lowest(parents, i);
        return parents;
    }

    // The lower becomes the root, so that roots are lowest members; halving paths keeps them short.
    private static void Join(int[] parents, int a, int b)
    {
        (a, b) = (Lowest(parents, a), Lowest(parents, b));
        parents[Math.Max(a, b)] = Math.Min(a, b);
    }

    private static int Lowest(int[] parents, int member)
    {
        while (parents[member] != member) member = parents[member] = parents[parents[member]];
        return member;
    }
}
