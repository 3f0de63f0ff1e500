using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>Bytes to network inputs on a device: (x/scale − mean)/deviation by channel.</summary>
internal sealed class PixelScaling : IDisposable
{
    private readonly float _scale;
    private readonly Tensor _mean;
    private readonly Tensor _deviation;

    /// <summary>Keeps the numbers of so many channels on the device.</summary>
    /// <exception cref="ArgumentException">The normalisation has another number of channels.</exception>
    public PixelScaling(PixelNormalisation normalisation, int channels, Device device)
    {
        PixelTable.CheckChannels(normalisation, channels);
        using var scope = NewDisposeScope();
        _scale = normalisation.Scale;
        _mean = OnDevice(normalisation.Mean);
        _deviation = OnDevice(normalisation.Deviation);

        Tensor OnDevice(IReadOnlyList<float> numbers) => tensor(numbers.ToArray()).view(1, channels, 1, 1).to(device).DetachFromDisposeScope();
    }

    /// <summary>Inputs of the same shape, [n, channels, height, width].</summary>
    public Tensor Apply(Tensor pixels) => pixels.to(ScalarType.Float32).DivideInPlace(_scale).sub_(_mean).div_(_deviation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _mean.Dispose();
        _deviation.Dispose();
    }
}
