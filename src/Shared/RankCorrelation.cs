namespace Ipfl;

/// <summary>Spearman's rank correlation (C. Spearman, The proof and measurement of association between two things, 1904).</summary>
internal static class RankCorrelation
{
    private const int Fewest = 3;

    /// <summary>In [−1, 1]; equal numbers share the mean of their ranks. Null for fewer than three pairs, and where one side is all the same.</summary>
    public static double? Of(IReadOnlyList<(double First, double Second)> pairs)
    {
        if (pairs.Count < Fewest) return null;
        var (first, second) = (Ranks([.. pairs.Select(pair => pair.First)]), Ranks([.. pairs.Select(pair => pair.Second)]));

        // Ranks have the mean (n + 1)/2 on both sides, ties or not.
        var mean = (pairs.Count + 1) / 2.0;
        var (product, firstSquares, secondSquares) = (0.0, 0.0, 0.0);
        for (var i = 0; i < first.Length; i++)
        {
            var (a, b) = (first[i] - mean, second[i] - mean);
            product += a * b;
            firstSquares += a * a;
            secondSquares += b * b;
        }

        return firstSquares > 0 && secondSquares > 0 ? Math.Clamp(product / Math.Sqrt(firstSquares * secondSquares), -1, 1) : null;
    }

    private static double[] Ranks(double[] numbers)
    {
        int[] order = [.. Enumerable.Range(0, numbers.Length).OrderBy(i => numbers[i])];
        var ranks = new double[numbers.Length];
        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && numbers[order[end]] == numbers[order[start]]) end++;
            for (var k = start; k < end; k++) ranks[order[k]] = (start + 1 + end) / 2.0;
            start = end;
        }

        return ranks;
    }
}
