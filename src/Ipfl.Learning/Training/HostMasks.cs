using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>Masks in the processor's memory, in buffers that are kept from pass to pass.</summary>
internal sealed class HostMasks : IDropoutMasks
{
    private readonly List<Tensor> _buffers = [];
    private byte[] _bytes = [];
    private RandomStream? _random;
    private int _used;

    /// <inheritdoc/>
    public void Begin(RandomStream random) => _random = random;

    /// <inheritdoc/>
    public void BeginPass() => _used = 0;

    /// <inheritdoc/>
    public Tensor Next(long count, int dropped, float kept)
    {
        var buffer = NextBuffer(count);
        Draw(buffer.Floats()[..(int)count], dropped, kept);
        return buffer.narrow(0, 0, count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in _buffers) buffer.Dispose();
        _buffers.Clear();
    }

    private void Draw(Span<float> mask, int dropped, float kept)
    {
        if (_random is null) throw new InvalidOperationException($"{nameof(TrainingPass.Begin)} must be called first");
        if (_bytes.Length < mask.Length) _bytes = new byte[mask.Length];
        var bytes = _bytes.AsSpan(0, mask.Length);
        _random.NextBytes(bytes);
        for (var i = 0; i < mask.Length; i++) mask[i] = bytes[i] < dropped ? 0 : kept;
    }

    /// <summary>Each place in the network has a buffer of its own, as the masks of a pass are needed until its gradients are taken.</summary>
    private Tensor NextBuffer(long count)
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
