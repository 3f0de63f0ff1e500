using Ipfl.Data;

namespace Ipfl.EndToEnd.Tests.Documentation;

/// <summary>Grey images of 16 × 16 whose left or right half is the brighter one.</summary>
public static class BrightHalves
{
    /// <summary>The data set: 600 images to train on, 200 to test.</summary>
    public static ImageDataSet Make() => new(
        "bright-halves", Draw(600, seed: 1), Draw(200, seed: 2), new PixelNormalisation(Mean: [0.5f], Deviation: [0.5f]), ["left", "right"], Embedded: false);

    private static ImageSet Draw(int count, long seed)
    {
        var random = new RandomStream(seed, RandomPurpose.Partition);
        var (pixels, labels) = (new byte[count * 16 * 16], new byte[count]);
        for (var i = 0; i < count; i++)
        {
            labels[i] = (byte)random.NextInt(2);
            for (var p = 0; p < 256; p++) pixels[i * 256 + p] = (byte)(random.NextInt(156) + (p % 16 / 8 == labels[i] ? 100 : 0));
        }

        return new ImageSet(new ImageShape(1, 16, 16), 2, pixels, labels);
    }
}
