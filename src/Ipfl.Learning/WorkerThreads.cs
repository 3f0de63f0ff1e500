using System.Runtime.ExceptionServices;

namespace Ipfl.Learning;

/// <summary>
/// Hands numbered items to worker threads in their order. Each worker has a workspace of its own, disposed where it can be, and libtorch limited to its thread.
/// </summary>
internal static class WorkerThreads
{
    /// <summary>
    /// Does items 0 … <paramref name="items"/> − 1. After a failure no further item begins; the failure of the lowest item is thrown once
    /// all workers have ended, so that the same one is reported whatever the number of threads.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is not even one thread, so that nothing would be done.</exception>
    public static void Run<T>(int threads, int items, Func<T> workspace, Action<T, int> work)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (items == 0) return;
        var queue = new Queue(items);

        // Not disposed: the last worker may still be inside Signal when Wait returns.
        var ended = new CountdownEvent(Math.Min(threads, items));
        for (var i = ended.InitialCount; i > 0; i--) ParkedThread.Run(() => Work(queue, workspace, work), ended);
        ended.Wait();
        queue.ThrowFirstFailure();
    }

    private static void Work<T>(Queue queue, Func<T> workspace, Action<T, int> work)
    {
        var item = -1;
        try
        {
            using var single = TorchThreads.One();
            var own = workspace();
            using var held = own as IDisposable;
            while (queue.TryTake(out item)) work(own, item);
        }
#pragma warning disable CA1031 // Nothing is swallowed: the failure is thrown on the caller's thread.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            queue.Fail(item, failure);
        }
    }

    private sealed class Queue(int items)
    {
        private readonly Lock _gate = new();
        private int _next;
        private int _failed = int.MaxValue;
        private ExceptionDispatchInfo? _failure;

        public bool TryTake(out int item)
        {
            lock (_gate)
            {
                item = _failure is null && _next < items ? _next++ : -1;
                return item >= 0;
            }
        }

        public void Fail(int item, Exception failure)
        {
            lock (_gate)
            {
                if (item >= _failed) return;
                (_failed, _failure) = (item, ExceptionDispatchInfo.Capture(failure));
            }
        }

        public void ThrowFirstFailure() => _failure?.Throw();
    }
}
