namespace Ipfl.Data;

/// <summary>How many samples of each class each part gets under a Dirichlet rule.</summary>
internal static class DirichletCounts
{
    /// <summary>
    /// Draws until every part has <paramref name="minimum"/> samples; null when <paramref name="draws"/> draws did not give that. All
    /// samples are given out. Entry [p][c] is part p's number of class c.
    /// </summary>
    public static int[][]? Draw(int[] available, int parts, double beta, int minimum, int draws, RandomStream random, CancellationToken cancellation = default)
    {
        for (var draw = 0; draw < draws; draw++)
        {
            if (draw > 0) cancellation.ThrowIfCancellationRequested();
            var counts = DrawOnce(available, parts, beta, random);
            if (counts.All(own => own.Sum() >= minimum)) return counts;
        }

        return null;
    }

    private static int[][] DrawOnce(int[] available, int parts, double beta, RandomStream random)
    {
        var total = available.Sum();
        var counts = Enumerable.Range(0, parts).Select(_ => new int[available.Length]).ToArray();
        var held = new long[parts];
        for (var label = 0; label < available.Length; label++)
        {
            var weights = DrawWeights(held, total, beta, random);
            if (available[label] == 0) continue;
            SplitCumulatively(weights, available[label], (part, count) => held[part] += counts[part][label] = count);
        }

        return counts;
    }

    /// <summary>Shares up to a common factor, 0 for a part that already holds its even share of the total.</summary>
    private static double[] DrawWeights(long[] held, int total, double beta, RandomStream random)
    {
        var logs = new double[held.Length];
        for (var part = 0; part < logs.Length; part++)
        {
            var log = GammaSampling.NextLog(random, beta);
            logs[part] = held[part] * held.Length < total ? log : double.NegativeInfinity;
        }

        // Divided by the largest before leaving the logarithm: at small β all of them may be too small for a double.
        var largest = logs.Max();
        return Array.ConvertAll(logs, log => Math.Exp(log - largest));
    }

    /// <summary>Splits at the rounded-down cumulative shares, so that nothing is lost to rounding.</summary>
    private static void SplitCumulatively(double[] weights, int count, Action<int, int> give)
    {
        var sum = weights.Sum();
        var last = Array.FindLastIndex(weights, weight => weight > 0);
        var (cumulative, given) = (0.0, 0);
        for (var part = 0; part <= last; part++)
        {
            cumulative += weights[part];
            var end = part == last ? count : Math.Min(count, (int)(cumulative / sum * count));
            give(part, end - given);
            given = end;
        }
    }
}
