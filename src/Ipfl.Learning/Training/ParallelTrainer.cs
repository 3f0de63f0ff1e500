
namespace Ipfl.Learning;

/// <summary>
/// Trains participants side by side, one to a worker thread at a time, each with libtorch on that one thread: for small networks that
/// is faster than many threads on one participant, and results do not depend on the number of workers.
/// </summary>
public sealed class ParallelTrainer : ITrainer
{
    private readonly ModelArchitecture _architecture;
    private readonly int _threads;

    /// <summary>A trainer for one architecture with so many worker threads.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one thread.</exception>
    /// <exception cref="DllNotFoundException">libtorch cannot be loaded.</exception>
    public ParallelTrainer(ModelArchitecture architecture, int threads)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        TorchRuntime.EnsureLoaded();
        (_architecture, _threads) = (architecture, threads);
    }

    /// <inheritdoc/>
    public LocalResult[] Train(TrainingRound round, Action<int>? finished, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(round);
        TrainingChecks.Check(round, _architecture);
        var table = new PixelTable(round.Normalisation, round.Data.Shape.Channels);
        var results = new LocalResult[round.Partition.Participants.Count];
        var gate = new Lock();
        var trained = round.Trained ?? [.. Enumerable.Range(0, results.Length)];
        WorkerThreads.Run(_threads, trained.Count, () => new TrainingWorker(_architecture, round, table), (worker, item) =>
        {
            var participant = trained[item];
            results[participant] = worker.Train(participant, cancellation);
            lock (gate)
            {
                finished?.Invoke(participant);
            }
        });
        return results;
    }
}
