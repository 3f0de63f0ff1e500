using System.IO.Compression;

namespace Ipfl.Data;

/// <summary>
/// The subset of Fashion-MNIST inside the product: of every class the first 600 training and the first 100 test images, in the order
/// of the full set. <c>tools/EmbedFashionMnist</c> writes it; the layout is training labels, test labels, training pixels, test pixels,
/// in one Brotli stream.
/// </summary>
internal static class EmbeddedFashionMnist
{
    internal const int TrainCount = 6000;

    internal const int TestCount = 1000;

    private static readonly Lazy<byte[]> Content = new(Decompress);

    public static ImageSet Train() => Slice(labelsAt: 0, TrainCount, pixelsAt: TrainCount + TestCount);

    public static ImageSet Test() =>
        Slice(labelsAt: TrainCount, TestCount, pixelsAt: TrainCount + TestCount + TrainCount * FashionMnist.Shape.Size);

    private static ImageSet Slice(int labelsAt, int count, int pixelsAt)
    {
        var pixels = Content.Value.AsSpan(pixelsAt, count * FashionMnist.Shape.Size).ToArray();
        return new(FashionMnist.Shape, FashionMnist.ClassNames.Length, pixels, Content.Value.AsSpan(labelsAt, count).ToArray());
    }

    private static byte[] Decompress()
    {
        using var resource = typeof(EmbeddedFashionMnist).Assembly.GetManifestResourceStream("fashion-mnist-subset.br")!;
        using var brotli = new BrotliStream(resource, CompressionMode.Decompress);
        var content = new byte[(TrainCount + TestCount) * (1 + FashionMnist.Shape.Size)];
        brotli.ReadExactly(content);
        return content;
    }
}
