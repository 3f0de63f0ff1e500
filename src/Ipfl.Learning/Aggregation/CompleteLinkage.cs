namespace Ipfl.Learning;

/// <summary>
/// Agglomerative clustering with complete linkage: two groups are as alike as their least alike pair. The most alike groups are joined
/// until two are left; among equals those with the earliest members.
/// </summary>
internal static class CompleteLinkage
{
    /// <summary>Parts at least two items; the first half has the first item, both are in order.</summary>
    public static (int[] First, int[] Second) Halves(int[] items, Func<int, int, double> similarity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(items.Length, 2);
        var groups = items.Select(item => new List<int> { item }).ToList();
        var links = items.Select(i => items.Select(j => similarity(i, j)).ToList()).ToList();
        while (groups.Count > 2)
        {
            var (a, b) = MostAlike(links);
            groups[a].AddRange(groups[b]);
            for (var c = 0; c < links.Count; c++) links[a][c] = links[c][a] = Math.Min(links[a][c], links[b][c]);
            groups.RemoveAt(b);
            links.RemoveAt(b);
            foreach (var row in links) row.RemoveAt(b);
        }

        return ([.. groups[0].Order()], [.. groups[1].Order()]);
    }

    private static (int A, int B) MostAlike(List<List<double>> links)
    {
        var best = (A: 0, B: 1);
        for (var a = 0; a < links.Count; a++)
            for (var b = a + 1; b < links.Count; b++)
                if (links[a][b] > links[best.A][best.B]) best = (a, b);
        return best;
    }
}
