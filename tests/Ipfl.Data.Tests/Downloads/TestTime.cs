namespace Ipfl.Data.Tests;

/// <summary>A clock that makes waits of up to half a minute pass at once and holds longer ones until the test lets them pass.</summary>
internal sealed class TestTime : TimeProvider
{
    private readonly List<Timer> _held = [];
    private long _ticks;

    public List<TimeSpan> Waits { get; } = [];

    /// <summary>How often a wait was set anew before it was over.</summary>
    public int Restarts { get; private set; }

    public override long TimestampFrequency => 1000;

    /// <summary>Each look at the clock is a second later.</summary>
    public override long GetTimestamp() => Interlocked.Add(ref _ticks, 1000);

    public void PassLongWaits()
    {
        Timer[] held;
        lock (_held) held = [.. _held];
        foreach (var timer in held) timer.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        if (dueTime > TimeSpan.FromSeconds(30))
        {
            lock (_held) _held.Add(timer);
            return timer;
        }

        lock (Waits) Waits.Add(dueTime);
        ThreadPool.QueueUserWorkItem(_ => timer.Fire());
        return timer;
    }

    private sealed class Timer(TestTime time, TimerCallback callback, object? state) : ITimer
    {
        private bool _disposed;

        public void Fire()
        {
            if (!_disposed) callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Restarts++;
            return true;
        }

        public void Dispose() => _disposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
