using Ipfl.Data;

namespace Ipfl.Learning;

/// <summary>A box of whole pixels inside an image, and whether it is mirrored.</summary>
internal readonly record struct Box(int Top, int Left, int Height, int Width, bool Flip);

/// <summary>
/// Random boxes as torchvision's RandomResizedCrop draws them (Szegedy et al., 2015): an area of ¾ to all of the image's, a width of ¾ to 4/3
/// of the height, uniform in its logarithm; ten attempts, then the largest box in the middle that has such a ratio. Half of them are flipped.
/// </summary>
internal sealed class ResizedCropAndFlip(RandomStream random, ImageShape shape)
{
    /// <summary>The smallest share of the image's area; all of it is the largest.</summary>
    internal const double SmallestScale = 0.75;

    /// <summary>The widest box's width by its height; the narrowest is the inverse.</summary>
    internal const double WidestRatio = 4.0 / 3;

    private const int Attempts = 10;

    /// <summary>Draws the next box.</summary>
    public Box Next()
    {
        var (height, width) = (shape.Height, shape.Width);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var area = height * width * (SmallestScale + (1 - SmallestScale) * random.NextDouble());
            var ratio = Math.Exp(Math.Log(WidestRatio) * (2 * random.NextDouble() - 1));
            var (boxHeight, boxWidth) = ((int)Math.Round(Math.Sqrt(area / ratio)), (int)Math.Round(Math.Sqrt(area * ratio)));
            if (boxHeight < 1 || boxHeight > height || boxWidth < 1 || boxWidth > width) continue;
            return new(random.NextInt(height - boxHeight + 1), random.NextInt(width - boxWidth + 1), boxHeight, boxWidth, Flip());
        }

        return Middle(height, width);
    }

    private Box Middle(int height, int width)
    {
        var boxHeight = Math.Min(height, (int)Math.Round(width * WidestRatio));
        var boxWidth = Math.Min(width, (int)Math.Round(height * WidestRatio));
        return new((height - boxHeight) / 2, (width - boxWidth) / 2, boxHeight, boxWidth, Flip());
    }

    private bool Flip() => random.NextInt(2) == 1;
}
