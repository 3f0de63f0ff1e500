using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>A set of images that lies on a device as it is held, in uint8, with what makes inputs of it.</summary>
internal sealed class ResidentImages : IDisposable
{
    private readonly Tensor _pixels;
    private readonly Tensor _labels;

    /// <summary>Copies the set to the device.</summary>
    public ResidentImages(ImageSet images, Device device)
    {
        using var scope = NewDisposeScope();
        var pixels = empty(images.Count, images.Shape.Channels, images.Shape.Height, images.Shape.Width, dtype: ScalarType.Byte);
        images.Pixels.Span.CopyTo(pixels.bytes);
        var labels = empty(images.Count, dtype: ScalarType.Byte);
        images.Labels.Span.CopyTo(labels.bytes);
        _pixels = pixels.to(device).DetachFromDisposeScope();
        _labels = labels.to(ScalarType.Int64).to(device).DetachFromDisposeScope();
    }

    /// <summary>The images of those indices [n] as bytes, [n, channels, height, width]. The caller's, as are labels.</summary>
    public Tensor Pixels(Tensor indices) => _pixels.index_select(0, indices);

    /// <summary>Their classes, int64 [n].</summary>
    public Tensor Labels(Tensor indices) => _labels.index_select(0, indices);

    /// <inheritdoc/>
    public void Dispose()
    {
        _pixels.Dispose();
        _labels.Dispose();
    }
}
