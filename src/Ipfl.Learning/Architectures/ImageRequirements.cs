using Ipfl.Data;

namespace Ipfl.Learning;

/// <summary>What networks for images ask of their samples.</summary>
internal static class ImageRequirements
{
    /// <exception cref="ArgumentOutOfRangeException">A side is under the smallest, or channels or classes are under 1.</exception>
    public static void Check(ImageShape shape, int classes, int smallestSide)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shape.Channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(shape.Height, smallestSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(shape.Width, smallestSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
    }
}
