using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// How stored images become inputs on a device. What is random is drawn beforehand, on the processor, as so many numbers per image; the images
/// are then changed all at once.
/// </summary>
internal interface IDeviceView
{
    /// <summary>How many numbers say how one image is seen.</summary>
    int Numbers { get; }

    /// <summary>Draws those of the next image.</summary>
    void Draw(Span<long> numbers);

    /// <summary>The inputs [n, channels, height, width].</summary>
    /// <param name="pixels">Bytes [n, channels, height, width], of the stored size.</param>
    /// <param name="numbers">Int64 [n, numbers].</param>
    /// <param name="scaling">Makes inputs of bytes.</param>
    Tensor Inputs(Tensor pixels, Tensor numbers, PixelScaling scaling);
}
