using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// Counts correct answers on a test set. Workers take batches rather than models: each batch becomes numbers once for all models, and one
/// global model keeps every core as busy as many personal ones do.
/// </summary>
public sealed class Evaluator : IEvaluator
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

    /// <inheritdoc/>
    public long[][,] CorrectPerClass(
        Tensor models, ImageSet test, PixelNormalisation normalisation, IReadOnlyList<TestPart> parts, CancellationToken cancellation = default)
    {
        EvaluationChecks.Check(_architecture, models, test, parts);
        long[][,] totals = [.. parts.Select(_ => new long[models.shape[0], test.Classes])];
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
}
