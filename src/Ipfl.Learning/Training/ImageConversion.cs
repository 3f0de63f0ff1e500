using Ipfl.Data;

namespace Ipfl.Learning;

/// <summary>Bytes of one image to network inputs, row by row.</summary>
internal static class ImageConversion
{
    /// <summary>The whole image.</summary>
    public static void Copy(ReadOnlySpan<byte> image, Span<float> input, ImageShape shape, PixelTable table)
    {
        var plane = shape.Height * shape.Width;
        for (var channel = 0; channel < shape.Channels; channel++)
            Look(table.Channel(channel), image.Slice(channel * plane, plane), input.Slice(channel * plane, plane));
    }

    /// <summary>A crop of the image; what lies outside is black (byte 0).</summary>
    public static void Copy(ReadOnlySpan<byte> image, Span<float> input, ImageShape shape, PixelTable table, Crop crop)
    {
        var width = shape.Width;
        for (var row = 0; row < shape.Channels * shape.Height; row++)
        {
            var (channel, y) = (row / shape.Height, row % shape.Height + crop.Down);
            var values = table.Channel(channel);
            var target = input.Slice(row * width, width);
            if (y < 0 || y >= shape.Height) target.Fill(values[0]);
            else CopyRow(values, image.Slice((channel * shape.Height + y) * width, width), target, crop);
        }
    }

    private static void CopyRow(ReadOnlySpan<float> values, ReadOnlySpan<byte> source, Span<float> target, Crop crop)
    {
        var (from, to) = (Math.Max(0, -crop.Right), target.Length - Math.Max(0, crop.Right));
        target[..from].Fill(values[0]);
        Look(values, source[(from + crop.Right)..(to + crop.Right)], target[from..to]);
        target[to..].Fill(values[0]);
        if (crop.Flip) target.Reverse();
    }

    private static void Look(ReadOnlySpan<float> values, ReadOnlySpan<byte> source, Span<float> target)
    {
        values = values[..256];
        for (var i = 0; i < target.Length; i++) target[i] = values[source[i]];
    }
}
