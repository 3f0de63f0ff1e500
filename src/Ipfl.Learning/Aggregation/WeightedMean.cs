using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>The models' mean, weighted by what each participant trained on.</summary>
public static class WeightedMean
{
    /// <summary>p_i = N_i / Σ N.</summary>
    /// <exception cref="ArgumentException">The samples sum to nothing.</exception>
    public static double[] Shares(IReadOnlyList<long> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var total = samples.Sum();
        return total > 0 ? [.. samples.Select(n => (double)n / total)] : throw new ArgumentException("nobody has samples", nameof(samples));
    }

    /// <summary>Σ p_i θ_i, summed in float64.</summary>
    /// <param name="models">θ, [m, d], float32 or float64.</param>
    /// <param name="shares">p, m numbers that sum to 1.</param>
    /// <param name="threads">Worker threads, ≥ 1; null is one per processor.</param>
    /// <returns>[d], of the models' number type; the caller's.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is not even one thread.</exception>
    public static Tensor Compute(Tensor models, IReadOnlyList<double> shares, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(shares);
        if (shares.Count != models.shape[0]) throw new ArgumentException($"there must be {models.shape[0]} shares", nameof(shares));
        var row = new double[1, shares.Count];
        for (var i = 0; i < shares.Count; i++) row[0, i] = shares[i];
        using var mean = Mix(models, row, threads);
        return mean.flatten();
    }

    /// <summary>Σ_j ω_ij θ_j for every i at once: one matrix product, summed in float64.</summary>
    /// <param name="models">θ, [m, d], float32 or float64.</param>
    /// <param name="weights">ω, m × m.</param>
    /// <param name="threads">Worker threads, ≥ 1; null is one per processor.</param>
    /// <returns>[m, d], of the models' number type; the caller's.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is not even one thread.</exception>
    public static Tensor Compute(Tensor models, double[,] weights, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(weights);
        var m = models.shape[0];
        if (weights.GetLength(0) != m || weights.GetLength(1) != m) throw new ArgumentException($"the weights must be {m} × {m}", nameof(weights));
        return Mix(models, weights, threads);
    }

    private static Tensor Mix(Tensor models, double[,] weights, int? threads)
    {
        using var rows = UpdateMatrix.OfModels(models);
        return RowMixture.Of(rows, weights, addModels: false, models.dtype, threads);
    }
}
