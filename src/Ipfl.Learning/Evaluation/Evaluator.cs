using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// Counts correct answers on a test set. Workers take batches rather than models: each batch becomes numbers once for all models, and one
/// global model keeps every core as busy as many personal ones do.
/// </summary>
public sealed class Evaluator
{
    private const int BatchSize = 250;
    private readonly ModelArchitecture _architecture;
    private readonly int _threads;

    /// <summary>An evaluator for one architecture with so many worker threads.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one thread.</exception>
    /// <exception cref="DllNotFoundException">libtorch cannot be loaded.</exception>
    public Evaluator(ModelArchitecture architecture, int threads)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        TorchRuntime.EnsureLoaded();
        (_architecture, _threads) = (architecture, threads);
    }

    /// <summary>Correct answers of each model in each class of the test set.</summary>
    /// <param name="models">Float32, [m, d]: one row per participant; one row for a global model.</param>
    /// <param name="test">The test images, all of them.</param>
    /// <param name="normalisation">How bytes become inputs.</param>
    /// <param name="cancellation">Stops between batches with <see cref="OperationCanceledException"/>.</param>
    /// <returns>m × classes counts.</returns>
    /// <exception cref="ArgumentException">The models do not have the architecture's size.</exception>
    public long[,] CorrectPerClass(Tensor models, ImageSet test, PixelNormalisation normalisation, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(test);
        return CorrectPerClass(models, test, normalisation, [new(0, test.Count, [.. Enumerable.Range(0, (int)models.shape[0])])], cancellation)[0];
    }

    /// <summary>Correct answers in each class of parts of the test set, each part by those models alone that are to be judged on it.</summary>
    /// <param name="models">Float32, [m, d].</param>
    /// <param name="test">The test images.</param>
    /// <param name="normalisation">How bytes become inputs.</param>
    /// <param name="parts">The parts; they may overlap.</param>
    /// <param name="cancellation">Stops between batches with <see cref="OperationCanceledException"/>.</param>
    /// <returns>For each part m × classes counts; rows of models that are not judged on it are zero.</returns>
    /// <exception cref="ArgumentException">The models do not have the architecture's size, or a part lies outside images or models.</exception>
    public long[][,] CorrectPerClass(
        Tensor models, ImageSet test, PixelNormalisation normalisation, IReadOnlyList<TestPart> parts, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(parts);
        if (models.shape is not [var m, var d] || d != _architecture.Size)
            throw new ArgumentException($"models must be [m, {_architecture.Size}], not [{string.Join(", ", models.shape)}]", nameof(models));

        foreach (var part in parts) Check(part, m, test);
        long[][,] totals = [.. parts.Select(_ => new long[m, test.Classes])];
        (int Part, int Start, int Count)[] batches = [.. parts.SelectMany(BatchesOf)];
        var table = new PixelTable(normalisation, test.Shape.Channels);
        WorkerThreads.Run(_threads, batches.Length, () => new EvaluationWorker(_architecture, models, test, table, BatchSize), (worker, batch) =>
        {
            cancellation.ThrowIfCancellationRequested();
            var (part, start, count) = batches[batch];
            worker.Count(start, count, parts[part].Models, totals[part]);
        });
        return totals;
    }

    private static IEnumerable<(int Part, int Start, int Count)> BatchesOf(TestPart part, int number)
    {
        if (part.Models.Count == 0) yield break;
        for (var done = 0; done < part.Count; done += BatchSize) yield return (number, part.Start + done, Math.Min(BatchSize, part.Count - done));
    }

    private static void Check(TestPart part, long models, ImageSet test)
    {
        if (part.Start < 0 || part.Count < 0 || part.Count > test.Count - part.Start)
            throw new ArgumentException($"a part has {part.Count} images from {part.Start} on; the test set has {test.Count}", nameof(part));
        if (part.Models.Any(model => model < 0 || model >= models))
            throw new ArgumentException($"a part asks for models {string.Join(", ", part.Models)} of {models}", nameof(part));
    }
}
