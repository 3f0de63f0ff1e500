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
        if (models.shape is not [var m, var d] || d != _architecture.Size)
            throw new ArgumentException($"models must be [m, {_architecture.Size}], not [{string.Join(", ", models.shape)}]", nameof(models));

        var total = new long[m, test.Classes];
        var table = new PixelTable(normalisation, test.Shape.Channels);
        var batches = (test.Count + BatchSize - 1) / BatchSize;
        WorkerThreads.Run(_threads, batches, () => new EvaluationWorker(_architecture, models, test, table, BatchSize), (worker, batch) =>
        {
            cancellation.ThrowIfCancellationRequested();
            worker.Count(batch, total);
        });
        return total;
    }
}
