using System.Buffers.Binary;

namespace Ipfl.Data;

/// <summary>
/// Reads one idx file of bytes, plain or gzip: a magic number 0x0000 08 rank, the sizes as big-endian 32-bit numbers, the items. The
/// file must hold exactly what its header declares.
/// </summary>
/// <param name="path">The file; gzip when its name ends in <c>.gz</c>.</param>
/// <param name="folder">The data set it belongs to.</param>
internal sealed class IdxFile(string path, DataSetFolder folder)
{
    private readonly bool _isGzip = path.EndsWith(".gz", StringComparison.Ordinal);

    /// <summary>The items, one after another, each of the shape <paramref name="itemShape"/>; at least one.</summary>
    /// <exception cref="InvalidDataException">The file is no such file.</exception>
    public byte[] Read(params ReadOnlySpan<int> itemShape)
    {
        using var file = File.OpenRead(path);
        using Stream content = _isGzip ? new GzipContent(file) : file;
        var header = ReadAtMost(content, 4 * (2 + itemShape.Length));
        var count = CheckHeader(header, itemShape);
        var size = count;
        foreach (var side in itemShape) size *= side;
        if (size > Array.MaxLength) throw Fault($"declares {count} items, more than fit into memory");
        var items = ReadAtMost(content, size + 1);
        if (items.Length < size)
            throw Fault($"is cut short: {items.Length} bytes follow the header, which declares {count} items, so {size} bytes");
        if (items.Length > size) throw Fault($"goes on after the {count} items ({size} bytes) that its header declares");
        return items;
    }

    private long CheckHeader(byte[] header, ReadOnlySpan<int> itemShape)
    {
        if (header.Length < 4 * (2 + itemShape.Length)) throw Fault($"ends after {header.Length} bytes, inside its header");
        var magic = BinaryPrimitives.ReadInt32BigEndian(header);
        var expected = 0x0800 + 1 + itemShape.Length;
        if (magic != expected) throw Fault($"starts with 0x{magic:x8}, where an idx file of this kind starts with 0x{expected:x8}");
        for (var i = 0; i < itemShape.Length; i++)
        {
            var side = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(8 + 4 * i));
            if (side != itemShape[i]) throw Fault($"declares a size of {side} in dimension {i + 2}, expected {itemShape[i]}");
        }

        var count = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
        return count > 0 ? count : throw Fault("declares 0 items");
    }

    /// <summary>Grows with what is really there, so that a header that lies costs no memory.</summary>
    private byte[] ReadAtMost(Stream content, long limit)
    {
        using var read = new MemoryStream();
        var chunk = new byte[(int)Math.Min(limit, 1 << 16)];
        try
        {
            int got;
            while (read.Length < limit && (got = content.Read(chunk, 0, (int)Math.Min(chunk.Length, limit - read.Length))) > 0)
                read.Write(chunk, 0, got);
        }
        catch (InvalidDataException e)
        {
            throw Fault($"is no intact gzip file ({e.Message.TrimEnd('.')})");
        }

        return read.ToArray();
    }

    private InvalidDataException Fault(string what) => folder.Fault(path, what);
}
