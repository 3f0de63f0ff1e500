using System.Collections.Concurrent;

namespace Ipfl.Service.Rounds;

/// <summary>
/// Wakes those that wait for a market inside this process. A signal says only "look again": the database is the truth, and a signal lost with
/// the process loses nothing.
/// </summary>
public sealed class MarketSignals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _changes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _work = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);

    /// <summary>Ends with the market's next change of stage. Ask before reading the state, or a change may be missed.</summary>
    public Task Change(string market) => Of(_changes, market).Task;

    /// <summary>Ends when something may have to be done for the market.</summary>
    public Task Work(string market) => Of(_work, market).Task;

    /// <summary>The market's stage has changed.</summary>
    public void Changed(string market) => Fire(_changes, market);

    /// <summary>Something may have to be done.</summary>
    public void HasWork(string market) => Fire(_work, market);

    /// <summary>Waits until the caller is the one that may write a market. Dispose what it returns.</summary>
    public async Task<IDisposable> EnterAsync(string market, CancellationToken cancellation)
    {
        var gate = _gates.GetOrAdd(market, _ => new(1, 1));
        await gate.WaitAsync(cancellation);
        return new Held(gate);
    }

    private static TaskCompletionSource Of(ConcurrentDictionary<string, TaskCompletionSource> sources, string market) =>
        sources.GetOrAdd(market, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private static void Fire(ConcurrentDictionary<string, TaskCompletionSource> sources, string market)
    {
        if (sources.TryRemove(market, out var source)) source.TrySetResult();
    }

    private sealed class Held(SemaphoreSlim gate) : IDisposable
    {
        private SemaphoreSlim? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Release();
    }
}
