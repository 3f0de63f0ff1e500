using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// The batches of one participant in one round, drawn on the processor for many steps at a time and copied to the device once for all of them:
/// which images each batch has and how each is seen.
/// </summary>
internal sealed class BatchesAhead(BatchWalk walk, IDeviceView view, int steps, Device device) : IDisposable
{
    /// <summary>Images for which numbers are drawn at a time.</summary>
    private const int Ahead = 1 << 16;

    private readonly Queue<int> _sizes = [];
    private int _steps = steps;
    private int _next;
    private Tensor? _indices;
    private Tensor? _numbers;

    /// <summary>The indices [n] and numbers [n, numbers] of the next batch: views, the caller's, valid until the next call.</summary>
    public (Tensor Indices, Tensor Numbers) Next()
    {
        if (_sizes.Count == 0) DrawAhead();
        var (start, size) = (_next, _sizes.Dequeue());
        _next += size;
        return (_indices!.narrow(0, start, size), _numbers!.narrow(0, start, size));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _indices?.Dispose();
        _numbers?.Dispose();
    }

    private void DrawAhead()
    {
        var (indices, numbers, drawn) = (new List<long>(), new List<long>(), new long[view.Numbers]);
        for (; _steps > 0 && indices.Count < Ahead; _steps--)
        {
            var samples = walk.Next();
            _sizes.Enqueue(samples.Length);
            foreach (var sample in samples)
            {
                indices.Add(sample);
                view.Draw(drawn);
                numbers.AddRange(drawn);
            }
        }

        Dispose();
        _next = 0;
        _indices = OnDevice(indices).DetachFromDisposeScope();
        using var flat = OnDevice(numbers);
        _numbers = flat.view(indices.Count, view.Numbers).DetachFromDisposeScope();
    }

    private Tensor OnDevice(List<long> numbers)
    {
        using var here = tensor(numbers.ToArray());
        return here.to(device, copy: true);
    }
}
