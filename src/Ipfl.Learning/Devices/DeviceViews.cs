using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>The views that a set asks for, on a device: the counterpart of <see cref="ImageViews"/>, with the same draws.</summary>
internal static class DeviceViews
{
    /// <summary>The whole image, resampled where the set's inputs are of another size.</summary>
    public static IDeviceView Whole(ImageSet images) =>
        images.InputShape == images.Shape ? new WholeImages() : new BoxesOnDevice(images, () => new Box(0, 0, images.Shape.Height, images.Shape.Width, Flip: false));

    /// <summary>The image as training changes it at random.</summary>
    public static IDeviceView Augmented(ImageSet images, RandomStream random) => images.Augmentation switch
    {
        ImageAugmentation.CropAndFlip => new CropsOnDevice(images.Shape, new CropAndFlip(random)),
        ImageAugmentation.ResizedCropAndFlip => new BoxesOnDevice(images, new ResizedCropAndFlip(random, images.Shape).Next),
        _ => throw new ArgumentException($"the set allows no augmentation ({images.Augmentation})", nameof(images)),
    };

    private sealed class WholeImages : IDeviceView
    {
        public int Numbers => 0;

        public void Draw(Span<long> numbers)
        {
        }

        public Tensor Inputs(Tensor pixels, Tensor numbers, PixelScaling scaling) => scaling.Apply(pixels);
    }
}
