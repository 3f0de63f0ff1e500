using System.Buffers.Binary;
using System.IO.Compression;

namespace Ipfl.Data.Tests;

/// <summary>A made-up Fashion-MNIST of a few images, with every part of its files open to damage.</summary>
internal static class SmallFashionMnist
{
    public const int TrainCount = 7;

    public const int TestCount = 4;

    public static void WriteTo(TemporaryFolder folder, string inside = "", bool gzip = true)
    {
        foreach (var (part, count) in new[] { ("train", TrainCount), ("t10k", TestCount) })
        {
            Write(folder, $"{inside}{part}-images-idx3-ubyte", Images(count), gzip);
            Write(folder, $"{inside}{part}-labels-idx1-ubyte", Labels(count), gzip);
        }
    }

    public static string Write(TemporaryFolder folder, string name, byte[] content, bool gzip) =>
        gzip ? folder.Write(name + ".gz", Gzip(content)) : folder.Write(name, content);

    public static byte[] Images(int count) => [.. Header(0x803, count, 28, 28), .. Pixels(count)];

    public static byte[] Labels(int count) => [.. Header(0x801, count), .. Enumerable.Range(0, count).Select(i => (byte)(i % 10))];

    public static byte[] Pixels(int count) => [.. Enumerable.Range(0, count * 784).Select(i => (byte)(i * 31 + i / 784))];

    public static byte[] Header(int magic, params uint[] sizes) => Header(magic, Array.ConvertAll(sizes, size => unchecked((int)size)));

    public static byte[] Header(int magic, params int[] sizes)
    {
        var header = new byte[4 + 4 * sizes.Length];
        BinaryPrimitives.WriteInt32BigEndian(header, magic);
        for (var i = 0; i < sizes.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), sizes[i]);
        return header;
    }

    public static byte[] Gzip(byte[] content)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest)) gzip.Write(content);
        return target.ToArray();
    }
}
