using System.Buffers.Binary;
using System.IO.Compression;

namespace Ipfl.Data.Tests;

/// <summary>PNG files made chunk by chunk, for kinds of images that the product's own encoder does not write.</summary>
internal static class SmallPng
{
    public const byte Grey = 0, Rgb = 2, Palette = 3, GreyAlpha = 4, Rgba = 6;

    /// <summary>A file of that header and those rows, each row without its filter byte.</summary>
    public static byte[] Of(int width, int height, int depth, byte colour, IEnumerable<byte[]> rows, params (string Name, byte[] Content)[] extra)
    {
        using var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n\u001a\n"u8]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)depth, colour);
        Write(file, "IHDR", header);
        foreach (var (name, content) in extra) Write(file, name, content);
        Write(file, "IDAT", Compress(rows));
        Write(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>A square of one colour, given by the bytes of one pixel.</summary>
    public static byte[] Square(int side, byte colour, params byte[] pixel) =>
        Of(side, side, 8, colour, Enumerable.Repeat(Enumerable.Repeat(pixel, side).SelectMany(bytes => bytes).ToArray(), side));

    private static byte[] Compress(IEnumerable<byte[]> rows)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var row in rows) zlib.Write([0, .. row]);
        }

        return packed.ToArray();
    }

    private static void Write(MemoryStream file, string name, byte[] content)
    {
        byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(name), .. content];
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        file.Write(number);
    }

    private static uint Crc(byte[] content)
    {
        var crc = uint.MaxValue;
        foreach (var value in content)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }
}
