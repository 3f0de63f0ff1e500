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
    /// <param name="initial">θ⁰, [d].</param>
    /// <param name="shares">p, m numbers that sum to 1.</param>
    /// <returns>[d], of the models' number type; the caller's.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Compute(Tensor models, Tensor initial, IReadOnlyList<double> shares)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(initial);
        if (shares.Count != models.shape[0]) throw new ArgumentException($"there must be {models.shape[0]} shares", nameof(shares));
        using var scope = NewDisposeScope();
        var result = empty_like(initial, dtype: models.dtype);
        var row = tensor(shares.ToArray());
        ColumnBlocks.Visit(models, initial, (start, block, _) => result.narrow(0, start, block.shape[1]).copy_(row.matmul(block)));
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>Σ_j ω_ij θ_j for every i at once: one matrix product, summed in float64.</summary>
    /// <param name="models">θ, [m, d], float32 or float64.</param>
    /// <param name="initial">θ⁰, [d].</param>
    /// <param name="weights">ω, m × m.</param>
    /// <returns>[m, d], of the models' number type; the caller's.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Compute(Tensor models, Tensor initial, double[,] weights)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(weights);
        var m = models.shape[0];
        if (weights.GetLength(0) != m || weights.GetLength(1) != m) throw new ArgumentException($"the weights must be {m} × {m}", nameof(weights));
        using var scope = NewDisposeScope();
        var result = empty_like(models);
        var matrix = tensor(weights);
        ColumnBlocks.Visit(models, initial, (start, block, _) => result.narrow(1, start, block.shape[1]).copy_(matrix.matmul(block)));
        return result.MoveToOuterDisposeScope();
    }
}
