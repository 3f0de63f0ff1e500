using Ipfl.Data;

namespace Ipfl.Learning;

/// <summary>Draws without replacement: one index after another, with probability ∝ its weight among those left.</summary>
internal static class WeightedDraw
{
    /// <summary>So many distinct indices in ascending order; all where there are no more.</summary>
    /// <param name="weights">A positive weight per index; used up.</param>
    /// <param name="count">How many to draw.</param>
    /// <param name="random">Where chance comes from; a number is taken for each index drawn.</param>
    public static int[] Distinct(double[] weights, int count, RandomStream random)
    {
        if (count >= weights.Length) return [.. Enumerable.Range(0, weights.Length)];
        var drawn = new int[count];
        for (var k = 0; k < count; k++)
        {
            drawn[k] = One(weights, random.NextDouble() * weights.Sum());
            weights[drawn[k]] = 0;
        }

        Array.Sort(drawn);
        return drawn;
    }

    private static int One(double[] weights, double target)
    {
        var last = -1;
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0) continue;
            last = i;
            target -= weights[i];
            if (target < 0) return i;
        }

        // Rounding may leave a speck of the target over.
        return last;
    }
}
