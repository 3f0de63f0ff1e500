using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// The k nearest models of each of many, for markets in which all m² distances are too many. Sketches of the updates choose about twice as
/// many candidates as are asked for; the distances of those are then computed exactly and the nearest are kept. What a sketch overlooks is
/// missing: how much that is depends on how many models are about equally far.
/// </summary>
public static class NearestModels
{
    /// <summary>Candidates per model that is asked for.</summary>
    private const int Oversampling = 2;

    /// <summary>Finds them among models in memory.</summary>
    /// <param name="models">θ, [m, d], float32 or float64.</param>
    /// <param name="initial">θ⁰, [d].</param>
    /// <param name="count">k, at least 1.</param>
    /// <param name="seed">Seed of the sketches' projection.</param>
    /// <param name="threads">Worker threads, ≥ 1; null is one per processor. The result is the same with any number.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>For each model, ascending, its min(k, m − 1) nearest ones, ascending by row; distances are exact, in float64.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">k or <paramref name="threads"/> is under 1.</exception>
    public static IReadOnlyList<ModelPair> Find(Tensor models, Tensor initial, int count, long seed = 0, int? threads = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(initial);
        using var updates = UpdateMatrix.Of(models, initial);
        return Find(updates, count, seed, threads, cancellation);
    }

    /// <summary>Finds them among models in files, of which only pieces are read into memory at a time.</summary>
    /// <inheritdoc cref="Find(Tensor, Tensor, int, long, int?, CancellationToken)"/>
    public static IReadOnlyList<ModelPair> Find(MappedModels models, MappedModels initial, int count, long seed = 0, int? threads = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(initial);
        using var updates = models.UpdatesFrom(initial);
        return Find(updates, count, seed, threads, cancellation);
    }

    private static List<ModelPair> Find(UpdateMatrix updates, int count, long seed, int? threads, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads ?? 1, 1, nameof(threads));
        var (workers, most) = (threads ?? Environment.ProcessorCount, Math.Min(count, updates.Count - 1));
        if (most < 1) return [];
        var sketches = UpdateSketches.Of(updates, seed, workers, cancellation);
        var candidates = sketches.Nearest((int)Math.Min((long)Oversampling * count, updates.Count - 1), workers, cancellation);
        var pairs = CandidateDistances.Of(updates, sketches.Norms, candidates, workers, cancellation);
        return [.. Enumerable.Range(0, updates.Count).SelectMany(model => Best(pairs[model], most).Select(pair => new ModelPair(model, pair.Other, pair.Distance)))];
    }

    private static IEnumerable<(int Other, double Distance)> Best(List<(int Other, double Distance)> pairs, int count) =>
        pairs.OrderBy(pair => pair.Distance).ThenBy(pair => pair.Other).Take(count).OrderBy(pair => pair.Other);
}
