using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// Boxes of the images brought to the size of the inputs, each image its own box: the bilinear interpolation of <see cref="Resampler"/>, first
/// across, then down, with the places of <see cref="Taps"/> for all images at once.
/// </summary>
internal sealed class BoxesOnDevice(ImageSet images, Func<Box> next) : IDeviceView
{
    public int Numbers => 5;

    public void Draw(Span<long> numbers)
    {
        var box = next();
        (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]) = (box.Top, box.Left, box.Height, box.Width, box.Flip ? 1 : 0);
    }

    public Tensor Inputs(Tensor pixels, Tensor numbers, PixelScaling scaling)
    {
        using var scope = NewDisposeScope();
        var (n, channels) = (pixels.shape[0], images.Shape.Channels);
        var (height, width) = (images.InputShape.Height, images.InputShape.Width);
        var stored = scaling.Apply(pixels);
        var across = PlacesOnDevice.Spread(width, numbers.narrow(1, 1, 1), numbers.narrow(1, 3, 1), numbers.narrow(1, 4, 1));
        var down = PlacesOnDevice.Spread(height, numbers.narrow(1, 0, 1), numbers.narrow(1, 2, 1), mirrored: null);

        Tensor Columns(Tensor places) => stored.gather(3, places.view(n, 1, 1, width).expand(-1, channels, images.Shape.Height, -1));
        var rows = Blend(Columns(across.First), Columns(across.Second), across.Share.view(n, 1, 1, width));

        Tensor Rows(Tensor places) => rows.gather(2, places.view(n, 1, height, 1).expand(-1, channels, -1, width));
        return Blend(Rows(down.First), Rows(down.Second), down.Share.view(n, 1, height, 1)).MoveToOuterDisposeScope();
    }

    private static Tensor Blend(Tensor first, Tensor second, Tensor share) => first.Plus((second - first) * share);
}
