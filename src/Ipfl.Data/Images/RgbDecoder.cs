using SkiaSharp;

namespace Ipfl.Data;

/// <summary>
/// JPEG and PNG files, known by their content, as squares of one size: three planes of bytes, red, green and blue. Grey, palette, CMYK and
/// 16-bit images become RGB, what is transparent shows white, and embedded colour profiles and orientations are left aside, as common
/// training pipelines do. Safe to use from several threads.
/// </summary>
/// <param name="folder">The data set that the files belong to.</param>
/// <param name="side">Width and height of the result; an image of that size keeps its pixels.</param>
internal sealed class RgbDecoder(DataSetFolder folder, int side)
{
    /// <summary>A file may claim any size in a few bytes, so it is read before memory is taken for it.</summary>
    internal const int MostPixels = 1 << 24;

    private const int MostBytes = 1 << 26;

    private static readonly SKSamplingOptions Smooth = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    /// <summary>Reads one file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="planes">Where the 3 · side² bytes go.</param>
    /// <exception cref="InvalidDataException">It is no such image, damaged, or too large.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void Decode(string path, Span<byte> planes)
    {
        if (FileSize.Of(path) is > MostBytes and var length) throw folder.Fault(path, $"has {length} bytes; at most {MostBytes} are allowed");
        using var data = SKData.CreateCopy(File.ReadAllBytes(path));
        using var codec = SKCodec.Create(data);
        if (codec is not { EncodedFormat: SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Png })
            throw folder.Fault(path, "is no readable JPEG or PNG image");
        using var image = Decode(codec, path);
        if (image.Width == side && image.Height == side)
        {
            SplitOverWhite(image.GetPixelSpan(), planes);
            return;
        }

        using var resized = image.Resize(Format(side, side), Smooth);
        SplitOverWhite(resized.GetPixelSpan(), planes);
    }

    private SKBitmap Decode(SKCodec codec, string path)
    {
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > MostPixels)
            throw folder.Fault(path, $"declares {width} × {height} pixels; at most {MostPixels} are allowed");
        var image = new SKBitmap(Format(width, height));
        var result = codec.GetPixels(image.Info, image.GetPixels());
        if (result == SKCodecResult.Success) return image;
        image.Dispose();
        throw folder.Fault(path, result == SKCodecResult.IncompleteInput ? "is cut short" : "is a damaged image");
    }

    private static SKImageInfo Format(int width, int height) => new(width, height, SKColorType.Rgba8888, SKAlphaType.Premul);

    /// <summary>Colours are held multiplied by their opacity, so that what is missing to full opacity is the white behind them.</summary>
    private static void SplitOverWhite(ReadOnlySpan<byte> rgba, Span<byte> planes)
    {
        var size = rgba.Length / 4;
        var red = planes[..size];
        var green = planes.Slice(size, size);
        var blue = planes.Slice(2 * size, size);
        for (var i = 0; i < size; i++)
        {
            var pixel = rgba.Slice(4 * i, 4);
            var behind = 255 - pixel[3];
            red[i] = (byte)(pixel[0] + behind);
            green[i] = (byte)(pixel[1] + behind);
            blue[i] = (byte)(pixel[2] + behind);
        }
    }
}
