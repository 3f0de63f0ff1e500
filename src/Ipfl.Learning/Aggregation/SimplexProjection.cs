namespace Ipfl.Learning;

/// <summary>The nearest point of the simplex {x ≥ 0, Σ x = 1} (Duchi 2008): everything is lowered by one level and cut at 0.</summary>
internal static class SimplexProjection
{
    /// <summary>Projects a point of at least one coordinate.</summary>
    public static double[] Of(double[] point)
    {
        double[] descending = [.. point.OrderDescending()];
        var (sum, level) = (0.0, 0.0);
        for (var k = 0; k < descending.Length; k++)
        {
            // The first k + 1 stay above 0 as long as the smallest of them is above the level that would bring their sum to 1.
            sum += descending[k];
            var candidate = (sum - 1) / (k + 1);
            if (descending[k] <= candidate) break;
            level = candidate;
        }

        return [.. point.Select(x => Math.Max(0, x - level))];
    }
}
