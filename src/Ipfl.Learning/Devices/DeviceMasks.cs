using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// Dropout masks that are made on a device from random bytes which are drawn on the processor for many masks at a time. They are those of
/// <see cref="HostMasks"/>: a stream gives eight bytes of a mask at a time, and one for each byte that is left over at its end.
/// </summary>
internal sealed class DeviceMasks(Device device) : IDropoutMasks
{
    private const int BytesAtATime = sizeof(ulong);

    /// <summary>How many draws of eight bytes are made ahead: 4 MiB.</summary>
    private const long Ahead = 1 << 19;

    private RandomStream? _random;
    private Tensor? _drawn;
    private long _next;

    /// <inheritdoc/>
    public void Begin(RandomStream random)
    {
        _random = random;
        Forget();
    }

    /// <inheritdoc/>
    public void BeginPass()
    {
    }

    /// <inheritdoc/>
    public Tensor Next(long count, int dropped, float kept)
    {
        using var scope = NewDisposeScope();
        var (whole, rest) = (count / BytesAtATime, count % BytesAtATime);
        var drawn = Take(whole + rest);
        var bytes = cat([drawn.narrow(0, 0, whole).flatten(), drawn.narrow(0, whole, rest).select(1, 0)], 0);
        return bytes.IsAtLeast(dropped).to(ScalarType.Float32).MultiplyInPlace(kept).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => Forget();

    private void Forget()
    {
        _drawn?.Dispose();
        (_drawn, _next) = (null, 0);
    }

    /// <summary>The next draws, uint8 [draws, 8].</summary>
    private Tensor Take(long draws)
    {
        var left = _drawn is null ? 0 : _drawn.shape[0] - _next;
        if (left < draws) DrawAhead(left, Math.Max(Ahead, draws - left));
        _next += draws;
        return _drawn!.narrow(0, _next - draws, draws);
    }

    private void DrawAhead(long left, long draws)
    {
        if (_random is null) throw new InvalidOperationException($"{nameof(TrainingPass.Begin)} must be called first");
        using var scope = NewDisposeScope();
        var here = empty(draws, BytesAtATime, dtype: ScalarType.Byte);
        _random.NextBytes(here.bytes);
        var there = here.to(device, copy: true);
        if (left > 0) there = cat([_drawn!.narrow(0, _next, left), there], 0);
        Forget();
        _drawn = there.DetachFromDisposeScope();
    }
}
