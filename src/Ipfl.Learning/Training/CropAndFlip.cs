using Ipfl.Data;

namespace Ipfl.Learning;

/// <summary>Where a crop lies on the image, in pixels, and whether it is mirrored.</summary>
internal readonly record struct Crop(int Down, int Right, bool Flip);

/// <summary>
/// Random crops of the image's own size from the image padded by 4 black pixels on each side, half of them flipped left to right: every
/// offset from −4 to 4 is equally likely.
/// </summary>
internal sealed class CropAndFlip(RandomStream random)
{
    /// <summary>Pixels on each side; images must be larger.</summary>
    internal const int Padding = 4;

    /// <summary>Draws the next crop.</summary>
    public Crop Next() => new(Offset(), Offset(), random.NextInt(2) == 1);

    private int Offset() => random.NextInt(2 * Padding + 1) - Padding;
}
