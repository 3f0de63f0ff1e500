using SkiaSharp;

namespace Ipfl.Reporting.Tests;

/// <summary>What decoding a picture tells.</summary>
internal sealed record Picture(int Width, int Height, int Colours);

internal static class Pictures
{
    /// <summary>The pictures of a report by name; each must be a PNG that decodes.</summary>
    public static Dictionary<string, Picture> In(string folder) => Directory.GetFiles(Path.Combine(folder, "figures")).ToDictionary(
        file => Path.GetFileNameWithoutExtension(file), Decode);

    private static Picture Decode(string file)
    {
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(file)[..4]);
        using var bitmap = SKBitmap.Decode(file);
        return new Picture(bitmap.Width, bitmap.Height, bitmap.Pixels.Distinct().Take(10).Count());
    }
}
