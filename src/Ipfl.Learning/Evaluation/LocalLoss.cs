using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// Mean cross-entropy of models on participants' own training images, as they are. Workers take participants, each one's batches in
/// their order, so that no sum depends on the number of threads.
/// </summary>
public sealed class LocalLoss : ILocalLoss
{
    private const int BatchSize = 250;
    private readonly ModelArchitecture _architecture;
    private readonly int _threads;

    /// <summary>For one architecture, with so many worker threads.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one thread.</exception>
    /// <exception cref="DllNotFoundException">libtorch cannot be loaded.</exception>
    public LocalLoss(ModelArchitecture architecture, int threads)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        TorchRuntime.EnsureLoaded();
        (_architecture, _threads) = (architecture, threads);
    }

    /// <inheritdoc/>
    public double[][] Mean(
        IReadOnlyList<IReadOnlyList<Tensor>> models, ImageSet data, PixelNormalisation normalisation, Partition partition, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(partition);
        ArgumentOutOfRangeException.ThrowIfNotEqual(models.Count, partition.Participants.Count);
        var table = new PixelTable(normalisation, data.Shape.Channels);
        var losses = new double[models.Count][];
        WorkerThreads.Run(_threads, models.Count, () => new ImageBatch(data, table, BatchSize), (batch, participant) =>
            losses[participant] = Mean(models[participant], partition.Participants[participant], batch, cancellation));
        return losses;
    }

    private double[] Mean(IReadOnlyList<Tensor> models, int[] samples, ImageBatch batch, CancellationToken cancellation)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        Tensor[][] parameters = [.. models.Select(model => _architecture.Views(model.detach()))];
        var sums = new double[models.Count];
        for (var start = 0; start < samples.Length; start += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            var (inputs, labels) = batch.Fill(samples.AsSpan(start, Math.Min(BatchSize, samples.Length - start)), crops: null);
            for (var model = 0; model < sums.Length; model++)
            {
                using var inner = NewDisposeScope();
                sums[model] += nn.functional.cross_entropy(_architecture.Forward(inputs, parameters[model]), labels, reduction: nn.Reduction.Sum).item<float>();
            }
        }

        return [.. sums.Select(sum => sum / samples.Length)];
    }
}
