using Ipfl.Data;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Ipfl.Learning;

/// <summary>Crops of the images' own size, each image its own: all are padded with black, then each takes its pixels from its places.</summary>
internal sealed class CropsOnDevice(ImageShape shape, CropAndFlip crops) : IDeviceView
{
    private const int Padding = CropAndFlip.Padding;

    public int Numbers => 3;

    public void Draw(Span<long> numbers)
    {
        var crop = crops.Next();
        (numbers[0], numbers[1], numbers[2]) = (crop.Down, crop.Right, crop.Flip ? 1 : 0);
    }

    public Tensor Inputs(Tensor pixels, Tensor numbers, PixelScaling scaling)
    {
        using var scope = NewDisposeScope();
        var (n, device) = (pixels.shape[0], pixels.device);
        var padded = pad(pixels, [Padding, Padding, Padding, Padding]).flatten(2);
        var rows = ScalarArithmetic.Range(0, shape.Height, device).unsqueeze(0).Plus(numbers.narrow(1, 0, 1)).Plus(Padding);
        var across = ScalarArithmetic.Range(0, shape.Width, device).unsqueeze(0);
        across = where(numbers.narrow(1, 2, 1).IsNotZero(), across.SubtractedFrom(shape.Width - 1), across).Plus(numbers.narrow(1, 1, 1)).Plus(Padding);
        var places = rows.unsqueeze(2).Times(shape.Width + 2 * Padding).Plus(across.unsqueeze(1));
        var taken = padded.gather(2, places.view(n, 1, -1).expand(-1, shape.Channels, -1));
        return scaling.Apply(taken.view(n, shape.Channels, shape.Height, shape.Width)).MoveToOuterDisposeScope();
    }
}
