using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>All distances between the participants' models at once, computed in float64 whatever the models are kept in.</summary>
public static class ModelDistance
{
    /// <summary>
    /// d_ij = 1 − cos(θ_i − θ⁰, θ_j − θ⁰): symmetric, in [0, 2], 0 on the diagonal. A model equal to θ⁰ has no direction; its cosine with
    /// every other one is taken as 0, its distance thus as 1.
    /// </summary>
    /// <param name="models">θ, [m, d], float32 or float64.</param>
    /// <param name="initial">θ⁰, [d].</param>
    /// <param name="threads">Worker threads, ≥ 1; null is one per processor. The result is the same to the bit with any number.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is not even one thread.</exception>
    public static double[,] Cosine(Tensor models, Tensor initial, int? threads = null) => Of(ModelDistanceKind.Cosine, models, initial, threads);

    /// <summary>d_ij = ‖θ_i − θ_j‖²: symmetric, at least 0, 0 on the diagonal.</summary>
    /// <param name="models">θ, [m, d], float32 or float64.</param>
    /// <param name="initial">θ⁰, [d]; distances are taken relative to it, which keeps their digits where models are close.</param>
    /// <param name="threads">Worker threads, ≥ 1; null is one per processor. The result is the same to the bit with any number.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is not even one thread.</exception>
    public static double[,] SquaredEuclidean(Tensor models, Tensor initial, int? threads = null) => Of(ModelDistanceKind.SquaredEuclidean, models, initial, threads);

    /// <summary>The distances of that kind.</summary>
    /// <param name="kind">Which distance.</param>
    /// <param name="models">θ, [m, d], float32 or float64.</param>
    /// <param name="initial">θ⁰, [d].</param>
    /// <param name="threads">Worker threads, ≥ 1; null is one per processor. The result is the same to the bit with any number.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is not even one thread.</exception>
    public static double[,] Of(ModelDistanceKind kind, Tensor models, Tensor initial, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(initial);
        return Of(kind, UpdateGram.Of(models, initial, threads));
    }

    /// <summary>The distances of models in files, of which only pieces are read into memory at a time.</summary>
    /// <param name="kind">Which distance.</param>
    /// <param name="models">θ.</param>
    /// <param name="initial">θ⁰, a single one.</param>
    /// <param name="threads">Worker threads, ≥ 1; null is one per processor. The result is the same to the bit with any number.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is not even one thread.</exception>
    public static double[,] Of(ModelDistanceKind kind, MappedModels models, MappedModels initial, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(initial);
        using var updates = models.UpdatesFrom(initial);
        return Of(kind, UpdateGram.Of(updates, threads));
    }

    internal static double[,] Of(ModelDistanceKind kind, UpdateGram gram)
    {
        var distances = new double[gram.Count, gram.Count];
        for (var i = 0; i < gram.Count; i++)
            for (var j = i + 1; j < gram.Count; j++)
                distances[j, i] = distances[i, j] = kind == ModelDistanceKind.Cosine ? 1 - gram.Cosine(i, j) : gram.SquaredDistance(i, j);
        return distances;
    }
}
