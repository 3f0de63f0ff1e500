using Ipfl.Data;

namespace Ipfl.Learning;

/// <summary>The views that a set asks for.</summary>
internal static class ImageViews
{
    /// <summary>The whole image, resampled where the set's inputs are of another size.</summary>
    public static IImageView Whole(ImageSet images, PixelTable table) =>
        images.InputShape == images.Shape ? new WholeImage(images.Shape, table) : new ResampledImage(images, table);

    /// <summary>The image as training changes it at random.</summary>
    public static IImageView Augmented(ImageSet images, PixelTable table, RandomStream random) => images.Augmentation switch
    {
        ImageAugmentation.CropAndFlip => new CroppedImage(images.Shape, table, new CropAndFlip(random)),
        ImageAugmentation.ResizedCropAndFlip => new ResizedCropImage(images, table, new ResizedCropAndFlip(random, images.Shape)),
        _ => throw new ArgumentException($"the set allows no augmentation ({images.Augmentation})", nameof(images)),
    };

    private sealed class WholeImage(ImageShape shape, PixelTable table) : IImageView
    {
        public void Copy(ReadOnlySpan<byte> image, Span<float> input) => ImageConversion.Copy(image, input, shape, table);
    }

    private sealed class CroppedImage(ImageShape shape, PixelTable table, CropAndFlip crops) : IImageView
    {
        public void Copy(ReadOnlySpan<byte> image, Span<float> input) => ImageConversion.Copy(image, input, shape, table, crops.Next());
    }

    private sealed class ResampledImage(ImageSet images, PixelTable table) : IImageView
    {
        private readonly Resampler _resampler = new(images.Shape, images.InputShape, table);
        private readonly Box _whole = new(0, 0, images.Shape.Height, images.Shape.Width, Flip: false);

        public void Copy(ReadOnlySpan<byte> image, Span<float> input) => _resampler.Copy(image, input, _whole);
    }

    private sealed class ResizedCropImage(ImageSet images, PixelTable table, ResizedCropAndFlip crops) : IImageView
    {
        private readonly Resampler _resampler = new(images.Shape, images.InputShape, table);

        public void Copy(ReadOnlySpan<byte> image, Span<float> input) => _resampler.Copy(image, input, crops.Next());
    }
}
