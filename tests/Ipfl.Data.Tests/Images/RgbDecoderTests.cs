using SkiaSharp;

namespace Ipfl.Data.Tests;

/// <summary>Files of every kind, all under names that say nothing.</summary>
public sealed class RgbDecoderTests : IDisposable
{
    /// <summary>A red square of 8 × 8 as four planes of ink, inverted as Adobe writes them.</summary>
    private const string CmykJpeg = "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI/8AAFAgACAAIBAERAAIRAAMRAAQRAP/EABUAAAIAAAAAAAAAAAAAAAAAAAcI/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAA4EAQACAAMABAAAPwA/l/L+P7//2Q==";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_png_of_the_right_size_keeps_its_pixels()
    {
        var random = new RandomStream(1, RandomPurpose.Partition);
        var rows = Enumerable.Range(0, 72).Select(_ => new byte[3 * 72]).ToArray();
        foreach (var row in rows) random.NextBytes(row);
        var planes = Decode(SmallPng.Of(72, 72, 8, SmallPng.Rgb, rows));
        for (var channel = 0; channel < 3; channel++)
            for (var y = 0; y < 72; y++)
                for (var x = 0; x < 72; x++) Assert.Equal(rows[y][3 * x + channel], planes[(channel * 72 + y) * 72 + x]);
    }

    [Theory]
    [InlineData(SmallPng.Grey, new byte[] { 90 }, 90, 90, 90)]
    [InlineData(SmallPng.GreyAlpha, new byte[] { 90, 0 }, 255, 255, 255)]
    [InlineData(SmallPng.GreyAlpha, new byte[] { 90, 255 }, 90, 90, 90)]
    [InlineData(SmallPng.Rgba, new byte[] { 200, 100, 0, 255 }, 200, 100, 0)]
    [InlineData(SmallPng.Rgba, new byte[] { 200, 100, 0, 0 }, 255, 255, 255)]
    [InlineData(SmallPng.Rgba, new byte[] { 200, 100, 0, 128 }, 227, 177, 127)]
    public void Every_kind_of_pixel_becomes_rgb_over_white(byte kind, byte[] pixel, int red, int green, int blue)
    {
        foreach (var side in new[] { 72, 30, 200 }) AssertColour(SmallPng.Square(side, kind, pixel), red, green, blue, within: 1);
    }

    [Fact]
    public void Palettes_and_deep_pixels_become_rgb()
    {
        var rows = Enumerable.Repeat(Enumerable.Repeat((byte)1, 72).ToArray(), 72);
        AssertColour(SmallPng.Of(72, 72, 8, SmallPng.Palette, rows, ("PLTE", [1, 2, 3, 40, 50, 60])), 40, 50, 60, within: 0);
        AssertColour(SmallPng.Of(72, 72, 8, SmallPng.Palette, rows, ("PLTE", [1, 2, 3, 40, 50, 60]), ("tRNS", [255, 0])), 255, 255, 255, within: 0);
        var black = Enumerable.Repeat(new byte[9], 72);
        AssertColour(SmallPng.Of(72, 72, 1, SmallPng.Grey, black), 0, 0, 0, within: 0);
        var deep = Enumerable.Repeat(Enumerable.Repeat(new byte[] { 200, 7, 100, 7, 50, 7 }, 72).SelectMany(pixel => pixel).ToArray(), 72);
        AssertColour(SmallPng.Of(72, 72, 16, SmallPng.Rgb, deep), 200, 100, 50, within: 1);
    }

    [Fact]
    public void Jpegs_become_rgb_whatever_their_planes()
    {
        AssertColour(Jpeg(SKColorType.Rgba8888, new SKColor(180, 60, 20)), 180, 60, 20, within: 4);
        AssertColour(Jpeg(SKColorType.Gray8, new SKColor(90, 90, 90)), 90, 90, 90, within: 2);
        AssertColour(Convert.FromBase64String(CmykJpeg), 255, 0, 0, within: 4);
    }

    [Fact]
    public void Sizes_are_brought_to_the_square_without_a_shift()
    {
        // A ramp from left to right stays one, and its middle stays in the middle.
        foreach (var (width, height) in new[] { (227, 227), (36, 90), (500, 40) })
        {
            byte[] ramp = [.. Enumerable.Range(0, width).Select(x => (byte)(x * 255 / (width - 1)))];
            var planes = Decode(SmallPng.Of(width, height, 8, SmallPng.Grey, Enumerable.Repeat(ramp, height)));
            for (var x = 0; x < 72; x++)
            {
                var expected = ((x + 0.5) / 72 * width - 0.5) * 255 / (width - 1);
                Assert.Equal(expected, planes[36 * 72 + x], tolerance: 8.0);
            }
        }
    }

    [Fact]
    public void What_is_no_image_is_refused_by_name()
    {
        Refused([], "is no readable JPEG or PNG image");
        Refused("hello, I am a picture"u8.ToArray(), "is no readable JPEG or PNG image");
        Refused([.. "GIF89a"u8, 1, 0, 1, 0, 0, 0, 0, .. ","u8, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 68, 1, 0, .. ";"u8], "is no readable JPEG or PNG image");
    }

    [Fact]
    public void A_broken_image_is_refused_wherever_it_breaks()
    {
        var random = new RandomStream(1, RandomPurpose.Partition);
        var rows = Enumerable.Range(0, 72).Select(_ => new byte[3 * 72]).ToArray();
        foreach (var row in rows) random.NextBytes(row);
        var png = SmallPng.Of(72, 72, 8, SmallPng.Rgb, rows);
        foreach (var length in new[] { 20, 100, png.Length / 2, png.Length - 200 }) Refused(png[..length]);
        var jpeg = Jpeg(SKColorType.Rgba8888, SKColors.Teal, noisy: true);
        foreach (var length in new[] { 20, 100, jpeg.Length / 2, jpeg.Length - 200 }) Refused(jpeg[..length]);
    }

    [Fact]
    public void Declared_sizes_beyond_reason_cost_no_memory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(SmallPng.Of(60_000, 60_000, 8, SmallPng.Rgb, [new byte[3]]), "declares 60000 × 60000 pixels", $"{RgbDecoder.MostPixels}");
        Refused(SmallPng.Of(4097, 4096, 8, SmallPng.Rgba, [new byte[4]]), "declares 4097 × 4096 pixels");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 24);
    }

    private byte[] Decode(byte[] file)
    {
        var planes = new byte[3 * 72 * 72];
        Decoder().Decode(_folder.Write("picture", file), planes);
        return planes;
    }

    private RgbDecoder Decoder() => new(new DataSetFolder(_folder.Path, DataCatalogue.Find("pacs")), 72);

    private void AssertColour(byte[] file, int red, int green, int blue, int within)
    {
        var planes = Decode(file);
        int[] colour = [red, green, blue];
        for (var i = 0; i < planes.Length; i++) Assert.InRange(planes[i], colour[i / 5184] - within, colour[i / 5184] + within);
    }

    private void Refused(byte[] file, params string[] said)
    {
        var path = _folder.Write("picture", file);
        Message.AssertOneLine<InvalidDataException>(
            () => Decoder().Decode(path, new byte[3 * 72 * 72]), [path, "'ipfl data fetch pacs' says how to get a good copy", .. said]);
    }

    private static byte[] Jpeg(SKColorType type, SKColor colour, bool noisy = false)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(72, 72, type, SKAlphaType.Opaque));
        bitmap.Erase(colour);
        if (noisy) Speckle(bitmap);
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 95);
        return data.ToArray();
    }

    private static void Speckle(SKBitmap bitmap)
    {
        var random = new RandomStream(1, RandomPurpose.Partition);
        for (var y = 0; y < 72; y++)
            for (var x = 0; x < 72; x++) bitmap.SetPixel(x, y, new SKColor((byte)random.NextInt(256), (byte)random.NextInt(256), 90));
    }
}
