using System.Collections.Concurrent;

namespace Ipfl.Learning;

/// <summary>
/// Threads that wait for the next round instead of ending: the C library gives each new thread one of its heaps, and with threads that
/// come and go every heap ends up holding the memory of a training step.
/// </summary>
internal sealed class ParkedThread
{
    private static readonly ConcurrentStack<ParkedThread> Idle = new();
    private readonly object _gate = new();
    private Action? _work;

    private ParkedThread() => new Thread(WorkWhenCalled) { IsBackground = true, Name = "ipfl worker" }.Start();

    /// <summary>Does <paramref name="work"/>, which must not throw, on the thread that was parked last, and signals its end.</summary>
    public static void Run(Action work, CountdownEvent ended)
    {
        if (!Idle.TryPop(out var thread)) thread = new ParkedThread();
        thread.Call(() =>
        {
            work();
            Idle.Push(thread);
            ended.Signal();
        });
    }

    private void Call(Action work)
    {
        lock (_gate)
        {
            _work = work;
            Monitor.Pulse(_gate);
        }
    }

    private void WorkWhenCalled()
    {
        while (true) Next()();
    }

    private Action Next()
    {
        lock (_gate)
        {
            while (_work is null) Monitor.Wait(_gate);
            var work = _work;
            _work = null;
            return work;
        }
    }
}
