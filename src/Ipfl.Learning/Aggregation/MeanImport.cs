using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// Where buyers go on from when they import by the mean: the mean of their own and the bought models' updates, weighted by samples,
/// u_i = θ⁰ + (N_i D_i + Σ_j n_ij D_j min(1, τ‖D_i‖/‖D_j‖)) / (N_i + Σ_j n_ij). All of them are one matrix product. With a_ij = n_ij/N_i it is
/// θ_i + (w_i − 1) D_i + Σ_j w_i a_ij D_j min(1, τ‖D_i‖/‖D_j‖), w_i = 1/(1 + Σ_j a_ij); whoever buys nothing keeps its model to the bit.
/// </summary>
public static class MeanImport
{
    /// <summary>Computes U.</summary>
    /// <param name="models">θ as uploaded, [m, d], float32 or float64.</param>
    /// <param name="initial">θ⁰, [d].</param>
    /// <param name="weights">a_ij = n_ij/N_i, [m, m], at least 0; the diagonal plays no part.</param>
    /// <param name="clip">τ, positive: an upload whose update is over τ times as long as the buyer's own counts as if it were no longer than that.</param>
    /// <param name="own">The buyers' own models where they are not what they uploaded, [m, d]; null where they are.</param>
    /// <param name="threads">Worker threads, ≥ 1; null is one per processor. The result is the same to the bit with any number.</param>
    /// <returns>U, [m, d], of the models' number type; the caller's.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or τ is not positive.</exception>
    public static Tensor Compute(Tensor models, Tensor initial, double[,] weights, double clip, Tensor? own = null, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(initial);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(clip);
        if (weights.GetLength(0) != models.shape[0] || weights.GetLength(1) != models.shape[0])
            throw new ArgumentException($"the weights must be {models.shape[0]} × {models.shape[0]}", nameof(weights));
        if (own is not null && !own.shape.SequenceEqual(models.shape)) throw new ArgumentException($"own models must be [{string.Join(", ", models.shape)}]", nameof(own));
        using var updates = UpdateMatrix.Of(models, initial);
        return Of(updates, UpdateGram.Of(updates, threads), models, initial, weights, clip, own, threads);
    }

    /// <summary>The same where the inner products are known already.</summary>
    internal static Tensor Of(
        UpdateMatrix updates, UpdateGram gram, Tensor models, Tensor initial, double[,] weights, double clip, Tensor? own, int? threads)
    {
        var result = RowMixture.Of(updates, Factors(gram, weights, clip, [.. Enumerable.Range(0, gram.Count)], gram.Norm), addModels: true, models.dtype, threads);
        if (own is not null) FromOwn(result, updates, gram, models, initial, weights, clip, own, threads);
        return result;
    }

    /// <summary>Only those of some participants, into rows that are there already.</summary>
    internal static void Write(UpdateMatrix updates, UpdateGram gram, double[,] weights, double clip, int[] participants, NumberRows target, int? threads) =>
        RowMixture.Write(updates, Factors(gram, weights, clip, participants, gram.Norm), participants, target, threads);

    /// <summary>The rows of those who uploaded another model than the one that they go on from.</summary>
    private static void FromOwn(
        Tensor result, UpdateMatrix updates, UpdateGram gram, Tensor models, Tensor initial, double[,] weights, double clip, Tensor own, int? threads)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        int[] others = [.. Enumerable.Range(0, gram.Count).Where(i => !own[i].bytes.SequenceEqual(models[i].bytes))];
        if (others.Length == 0) return;
        double[] norms = [.. others.Select(i => (own[i] - initial).to(ScalarType.Float64).norm().item<double>())];
        var factors = Factors(gram, weights, clip, others, i => norms[Array.IndexOf(others, i)]);
        double[] kept = [.. others.Select((i, row) => 1 + factors[row, i])];
        for (var row = 0; row < others.Length; row++) factors[row, others[row]] = 0;
        var imported = RowMixture.Of(updates, factors, addModels: false, models.dtype, threads);
        for (var row = 0; row < others.Length; row++)
        {
            var model = own[others[row]];
            if (kept[row] < 1) model = initial.Plus((model - initial).Times(kept[row])).Plus(imported[row]);
            result[others[row]].copy_(model);
        }
    }

    /// <summary>The rows of M that belong to those participants; a model that is not finite is passed over.</summary>
    private static double[,] Factors(UpdateGram gram, double[,] weights, double clip, int[] participants, Func<int, double> ownNorm)
    {
        var m = weights.GetLength(1);
        var factors = new double[participants.Length, m];
        for (var row = 0; row < participants.Length; row++)
        {
            var (i, sum) = (participants[row], 0.0);
            for (var j = 0; j < m; j++)
                if (j != i) sum += weights[i, j];
            if (sum == 0) continue;
            var reach = clip * ownNorm(i);
            for (var j = 0; j < m; j++)
            {
                if (j != i && weights[i, j] != 0 && double.IsFinite(gram.Norm(j)))
                    factors[row, j] = weights[i, j] / (1 + sum) * (gram.Norm(j) <= reach ? 1 : reach / gram.Norm(j));
            }

            factors[row, i] = -sum / (1 + sum);
        }

        return factors;
    }
}
