namespace Ipfl.Learning;

/// <summary>
/// What models are worth to each other by their directions alone: N̂_ij = N_j · max(0, cos(D_i, D_j))². Noise, constants, negated and shuffled
/// models point nowhere in particular and are worth about nothing; N_j is still believed.
/// </summary>
public static class CosineEvidence
{
    /// <summary>N̂, m × m, row = buyer; 0 on the diagonal and where a distance is not finite.</summary>
    /// <param name="distances">1 − cos(D_i, D_j), m × m: see <see cref="ModelDistance.Cosine"/>.</param>
    /// <param name="samples">N_j of each of the m, as reported.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static double[,] Of(double[,] distances, IReadOnlyList<long> samples)
    {
        ArgumentNullException.ThrowIfNull(distances);
        ArgumentNullException.ThrowIfNull(samples);
        var m = samples.Count;
        if (distances.GetLength(0) != m || distances.GetLength(1) != m) throw new ArgumentException($"the distances must be {m} × {m}", nameof(distances));
        var effective = new double[m, m];
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < m; j++)
            {
                var cosine = 1 - distances[i, j];
                if (i != j && cosine > 0) effective[i, j] = samples[j] * cosine * cosine;
            }
        }

        return effective;
    }
}
