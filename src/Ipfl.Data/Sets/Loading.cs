namespace Ipfl.Data;

/// <summary>Who watches data being loaded, and who may stop it; by default nobody does.</summary>
/// <param name="Progress">Told the share that has been read, from 0 to 1, by one thread at a time; may be null.</param>
/// <param name="Cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
public readonly record struct Loading(IProgress<double>? Progress, CancellationToken Cancellation);

/// <summary>Counts pieces of work as they are done, by whatever thread, and tells of every two-hundredth of the whole.</summary>
/// <param name="loading">Who is told.</param>
/// <param name="total">How many pieces there are.</param>
internal sealed class LoadingCounter(Loading loading, long total)
{
    private readonly Lock _gate = new();
    private readonly long _step = Math.Max(1, total / 200);
    private long _done;
    private long _told;

    /// <summary>Who may stop it.</summary>
    public CancellationToken Cancellation => loading.Cancellation;

    /// <summary>So many more are done.</summary>
    /// <exception cref="OperationCanceledException">It is to stop.</exception>
    public void Add(long pieces)
    {
        loading.Cancellation.ThrowIfCancellationRequested();
        if (loading.Progress is not { } progress) return;
        lock (_gate)
        {
            _done += pieces;
            if (_done - _told < _step && _done < total) return;
            _told = _done;
            progress.Report(Math.Min(1, (double)_done / Math.Max(1, total)));
        }
    }
}
