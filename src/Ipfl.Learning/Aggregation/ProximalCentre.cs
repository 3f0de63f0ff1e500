using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// The points towards which iPFL pulls each participant's next local training: a step of size η from θ_i that brings its model closer to
/// those it imports. All of them are one matrix product V = Θ + M·D, D = Θ − θ⁰.
/// </summary>
public static class ProximalCentre
{
    /// <summary>
    /// v_i = θ_i + η Σ_j a_ij ∇cos(D_i, D_j) = θ_i + (η/‖D_i‖) Σ_j a_ij (D̂_j − cos(D_i, D_j) D̂_i). A model equal to θ⁰ stays where it is,
    /// and pulls nobody.
    /// </summary>
    /// <param name="models">θ, [m, d], float32 or float64.</param>
    /// <param name="initial">θ⁰, [d].</param>
    /// <param name="weights">a_ij, [m, m]; the diagonal plays no part.</param>
    /// <param name="eta">η, positive.</param>
    /// <returns>V, [m, d], of the models' number type; the caller's.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or η is not positive.</exception>
    public static Tensor Cosine(Tensor models, Tensor initial, double[,] weights, double eta) =>
        Of(ModelDistanceKind.Cosine, models, initial, weights, eta);

    /// <summary>
    /// v_i = θ_i + η‖D_i‖ Σ_j ā_ij (D̂_j − cos(D_i, D_j) D̂_i) with ā_ij = a_ij / max(1, Σ_k a_ik): as <see cref="Cosine"/>, but the step goes with the
    /// length of the buyer's update, of which it is never more than the η-fold, and not with its inverse and the sellers' samples.
    /// </summary>
    /// <inheritdoc cref="Cosine"/>
    public static Tensor NormalisedCosine(Tensor models, Tensor initial, double[,] weights, double eta)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(initial);
        Check(models, weights, eta);
        using var updates = UpdateMatrix.Of(models, initial);
        var gram = UpdateGram.Of(updates);
        return Of(ModelDistanceKind.Cosine, updates, gram, Normalised(gram, weights), eta, models.dtype, null);
    }

    /// <summary>For squared Euclidean distances: v_i = θ_i − η Σ_j a_ij ∇‖θ_i − θ_j‖² = θ_i + 2η Σ_j a_ij (θ_j − θ_i).</summary>
    /// <inheritdoc cref="Cosine"/>
    public static Tensor SquaredEuclidean(Tensor models, Tensor initial, double[,] weights, double eta) =>
        Of(ModelDistanceKind.SquaredEuclidean, models, initial, weights, eta);

    /// <summary>The centres for distances of that kind.</summary>
    /// <inheritdoc cref="Cosine"/>
    public static Tensor Of(ModelDistanceKind kind, Tensor models, Tensor initial, double[,] weights, double eta)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(initial);
        Check(models, weights, eta);
        using var updates = UpdateMatrix.Of(models, initial);
        return Of(updates, Factors(kind, kind == ModelDistanceKind.Cosine ? UpdateGram.Of(updates) : null, weights, eta), models.dtype, null);
    }

    /// <summary>The same where the inner products are known already.</summary>
    internal static Tensor Of(ModelDistanceKind kind, UpdateMatrix updates, UpdateGram gram, double[,] weights, double eta, ScalarType dtype, int? threads) =>
        Of(updates, Factors(kind, gram, weights, eta), dtype, threads);

    /// <summary>a_ij with which the published step becomes the normalised one: each row sums to at most 1, then counts ‖D_i‖² times.</summary>
    internal static double[,] Normalised(UpdateGram gram, double[,] weights)
    {
        var m = weights.GetLength(0);
        var normalised = new double[m, m];
        for (var i = 0; i < m; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < m; j++)
                if (i != j) sum += weights[i, j];
            for (var j = 0; j < m; j++)
                if (i != j) normalised[i, j] = weights[i, j] / Math.Max(1, sum) * gram.Norm(i) * gram.Norm(i);
        }

        return normalised;
    }

    /// <summary>Only the centres of some participants, into rows that are there already.</summary>
    internal static void Write(ModelDistanceKind kind, UpdateMatrix updates, UpdateGram gram, double[,] weights, double eta, int[] participants, NumberRows target, int? threads) =>
        RowMixture.Write(updates, Factors(kind, gram, weights, eta, participants), participants, target, threads);

    private static Tensor Of(UpdateMatrix updates, double[,] factors, ScalarType dtype, int? threads) =>
        RowMixture.Of(updates, factors, addModels: true, dtype, threads);

    private static double[,] Factors(ModelDistanceKind kind, UpdateGram? gram, double[,] weights, double eta) =>
        Factors(kind, gram, weights, eta, [.. Enumerable.Range(0, weights.GetLength(0))]);

    /// <summary>The rows of M that belong to those participants.</summary>
    private static double[,] Factors(ModelDistanceKind kind, UpdateGram? gram, double[,] weights, double eta, int[] participants)
    {
        var m = weights.GetLength(1);
        var factors = new double[participants.Length, m];
        for (var row = 0; row < participants.Length; row++)
        {
            var i = participants[row];
            for (var j = 0; j < m; j++)
            {
                if (i == j || weights[i, j] == 0) continue;
                var (own, other) = kind == ModelDistanceKind.Cosine ? CosineFactors(gram!, i, j) : (-2, 2);
                factors[row, j] = eta * weights[i, j] * other;
                factors[row, i] += eta * weights[i, j] * own;
            }
        }

        return factors;
    }

    private static (double Own, double Other) CosineFactors(UpdateGram gram, int i, int j) => gram.Norm(i) == 0 || gram.Norm(j) == 0
        ? (0, 0)
        : (-gram.Cosine(i, j) / (gram.Norm(i) * gram.Norm(i)), 1 / (gram.Norm(i) * gram.Norm(j)));

    private static void Check(Tensor models, double[,] weights, double eta)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(eta);
        if (weights.GetLength(0) != models.shape[0] || weights.GetLength(1) != models.shape[0])
            throw new ArgumentException($"the weights must be {models.shape[0]} × {models.shape[0]}", nameof(weights));
    }
}
