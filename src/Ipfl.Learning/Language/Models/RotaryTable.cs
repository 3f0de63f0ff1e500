using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>Cosines and sines of the rotary position embedding (Su et al., 2021), each [positions, half a head].</summary>
internal readonly record struct Rotary(Tensor Cosines, Tensor Sines)
{
    /// <summary>Turns queries or keys [batch, heads, positions, head]: the first half of a head holds the real, the second the imaginary parts.</summary>
    public Tensor Turn(Tensor heads)
    {
        var half = heads.shape[^1] / 2;
        var (real, imaginary) = (heads.narrow(-1, 0, half), heads.narrow(-1, half, half));
        return cat([real * Cosines - imaginary * Sines, (imaginary * Cosines).Plus(real * Sines)], -1);
    }
}

/// <summary>The angles of all positions that were asked for so far. For any thread.</summary>
internal sealed class RotaryTable(LlamaConfig config, ScalarType type, Device device) : IDisposable
{
    private const int First = 512;
    private readonly Lock _gate = new();
    private Tensor? _cosines;
    private Tensor? _sines;

    /// <summary>Those of positions start … start + count − 1: views, in the caller's dispose scope.</summary>
    public Rotary At(long start, long count)
    {
        lock (_gate)
        {
            if (_cosines is null || _cosines.shape[0] < start + count) Grow(start + count);
            return new(_cosines!.narrow(0, start, count), _sines!.narrow(0, start, count));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cosines?.Dispose();
        _sines?.Dispose();
    }

    private void Grow(long positions)
    {
        var (rows, half) = ((int)Math.Max(First, long.CreateChecked(System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)positions))), config.HeadSize / 2);
        var (cosines, sines) = (new float[rows, half], new float[rows, half]);
        for (var i = 0; i < half; i++)
        {
            var frequency = Math.Pow(config.RopeTheta, -2.0 * i / config.HeadSize);
            frequency = config.RopeScaling?.Apply(frequency) ?? frequency;
            for (var position = 0; position < rows; position++) (sines[position, i], cosines[position, i]) = ((float, float))Math.SinCos(position * frequency);
        }

        using var scope = NewDisposeScope();
        Dispose();
        _cosines = tensor(cosines).to(type).to(device).DetachFromDisposeScope();
        _sines = tensor(sines).to(type).to(device).DetachFromDisposeScope();
    }
}
