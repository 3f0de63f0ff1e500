using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// What a forward pass in training has and one in evaluation has not: units are dropped, and layers that normalise do so by the batch and
/// update the running statistics that lie in θ. What is dropped is a function of a random stream, of seed, round and participant alone,
/// never of threads. Masks lie in buffers that are kept from step to step. For one thread at a time.
/// </summary>
public sealed class TrainingPass : IDisposable
{
    /// <summary>A byte decides about a unit, so probabilities come in these steps.</summary>
    private const int Steps = 256;

    private readonly List<Tensor> _buffers = [];
    private byte[] _bytes = [];
    private RandomStream? _random;
    private int _used;

    /// <summary>Takes on the next model; what it drops comes from <paramref name="random"/>.</summary>
    public void Begin(RandomStream random) => _random = random;

    /// <summary>Begins the next forward pass. The gradients of the one before must have been taken: its masks are overwritten.</summary>
    public void BeginPass() => _used = 0;

    /// <summary>The input with each number zeroed with some probability p and all others divided by 1 − p.</summary>
    /// <param name="input">Float32 of any shape.</param>
    /// <param name="probability">p, in [0, 1) and in whole 256ths, so that random bytes hit it exactly.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is not like that.</exception>
    /// <exception cref="InvalidOperationException"><see cref="Begin"/> was not called.</exception>
    public Tensor Dropout(Tensor input, double probability)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (probability is not (>= 0 and < 1) || !double.IsInteger(probability * Steps))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "allowed are whole 256ths from 0 to 255");
        var count = (int)input.numel();
        var buffer = NextBuffer(count);
        Draw(buffer.Floats()[..count], probability);
        return input * buffer.narrow(0, 0, count).view(input.shape);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in _buffers) buffer.Dispose();
        _buffers.Clear();
    }

    private void Draw(Span<float> mask, double probability)
    {
        if (_random is null) throw new InvalidOperationException($"{nameof(Begin)} must be called first");
        if (_bytes.Length < mask.Length) _bytes = new byte[mask.Length];
        var bytes = _bytes.AsSpan(0, mask.Length);
        _random.NextBytes(bytes);
        var (dropped, kept) = ((int)(probability * Steps), (float)(1 / (1 - probability)));
        for (var i = 0; i < mask.Length; i++) mask[i] = bytes[i] < dropped ? 0 : kept;
    }

    /// <summary>Each place in the network has a buffer of its own, as the masks of a pass are needed until its gradients are taken.</summary>
    private Tensor NextBuffer(int count)
    {
        if (_used == _buffers.Count) _buffers.Add(empty(count).DetachFromDisposeScope());
        if (_buffers[_used].numel() < count)
        {
            _buffers[_used].Dispose();
            _buffers[_used] = empty(count).DetachFromDisposeScope();
        }

        return _buffers[_used++];
    }
}
