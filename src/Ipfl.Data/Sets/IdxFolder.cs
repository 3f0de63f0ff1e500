using System.Buffers.Binary;

namespace Ipfl.Data;

/// <summary>
/// Writes grey images as the four idx files of the MNIST family (<c>train-images-idx3-ubyte</c> and so on): a folder that the loader of
/// Fashion-MNIST reads, whatever the number of images, and so do programs in other languages.
/// </summary>
public static class IdxFolder
{
    private const int BytesKind = 0x0800;

    /// <summary>Writes a share of the training images and all test images.</summary>
    /// <param name="folder">Made where it does not exist.</param>
    /// <param name="data">Grey images.</param>
    /// <param name="training">Which training images.</param>
    /// <exception cref="InvalidDataException">The images have more than one channel.</exception>
    public static void Write(string folder, ImageDataSet data, ReadOnlySpan<int> training)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Train.Shape.Channels != 1) throw new InvalidDataException($"{data.Name}: its images have {data.Train.Shape.Channels} channels; idx folders hold grey images only");
        Directory.CreateDirectory(folder);
        Write(folder, "train", data.Train, training);
        Write(folder, "t10k", data.Test, [.. Enumerable.Range(0, data.Test.Count)]);
    }

    private static void Write(string folder, string part, ImageSet set, ReadOnlySpan<int> images)
    {
        var size = set.Shape.Size;
        var pixels = new byte[(long)images.Length * size];
        var labels = new byte[images.Length];
        for (var i = 0; i < images.Length; i++)
        {
            set.Pixels.Span.Slice(images[i] * size, size).CopyTo(pixels.AsSpan(i * size));
            labels[i] = set.Labels.Span[images[i]];
        }

        Write(Path.Combine(folder, $"{part}-images-idx3-ubyte"), [images.Length, set.Shape.Height, set.Shape.Width], pixels);
        Write(Path.Combine(folder, $"{part}-labels-idx1-ubyte"), [images.Length], labels);
    }

    private static void Write(string path, int[] shape, byte[] items) => AtomicFile.Write(path, stream =>
    {
        stream.Write(Header(shape));
        stream.Write(items);
    });

    /// <summary>What stands before the items of an idx file of bytes in that shape.</summary>
    internal static byte[] Header(int[] shape)
    {
        var header = new byte[sizeof(int) * (shape.Length + 1)];
        foreach (var (value, i) in shape.Prepend(BytesKind + shape.Length).Select((value, i) => (value, i)))
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(sizeof(int) * i), value);
        return header;
    }
}
