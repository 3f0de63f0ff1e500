using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Ipfl.Protocol;

/// <summary>
/// Writes a safetensors file: tensors without gaps in the order they were added, the header padded with spaces so that the data start at
/// a multiple of 8 bytes. Equal calls give equal bytes. Numbers are not copied: they are read when the file is written.
/// </summary>
public sealed class SafetensorsWriter
{
    private const int ChunkNumbers = 1 << 20;
    private readonly List<(SafetensorsEntry Entry, Action<Stream> Write)> _tensors = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal) { SafetensorsHeader.MetadataKey };
    private readonly OrderedDictionary<string, string> _metadata = new(StringComparer.Ordinal);

    /// <summary>Adds an entry of metadata; its order is kept.</summary>
    /// <exception cref="ArgumentException">The key was added before.</exception>
    public void AddMetadata(string key, string value) => _metadata.Add(key, value);

    /// <summary>Adds a float32 tensor (F32), row-major.</summary>
    /// <exception cref="ArgumentException">Name taken, or <paramref name="numbers"/> not as many as the shape says.</exception>
    public void Add(string name, IReadOnlyList<long> shape, ReadOnlyMemory<float> numbers) => AddNumbers(name, shape, numbers);

    /// <summary>Adds a float64 tensor (F64), row-major.</summary>
    /// <inheritdoc cref="Add(string, IReadOnlyList{long}, ReadOnlyMemory{float})"/>
    public void Add(string name, IReadOnlyList<long> shape, ReadOnlyMemory<double> numbers) => AddNumbers(name, shape, numbers);

    /// <summary>Adds an int64 tensor (I64), row-major.</summary>
    /// <inheritdoc cref="Add(string, IReadOnlyList{long}, ReadOnlyMemory{float})"/>
    public void Add(string name, IReadOnlyList<long> shape, ReadOnlyMemory<long> numbers) => AddNumbers(name, shape, numbers);

    /// <summary>Adds a tensor of any format from its little-endian bytes, row-major.</summary>
    /// <exception cref="ArgumentException">Name taken, or <paramref name="bytes"/> not as many as format and shape say.</exception>
    public void Add(string name, SafetensorsDtype dtype, IReadOnlyList<long> shape, ReadOnlyMemory<byte> bytes) =>
        Append(name, dtype, shape, bytes.Length, stream => stream.Write(bytes.Span));

    /// <summary>
    /// Adds a tensor of any format whose little-endian bytes <paramref name="write"/> produces when the file is written, such as from a
    /// span of unmanaged memory; it must write exactly as many as format and shape say.
    /// </summary>
    /// <exception cref="ArgumentException">Name taken, or shape negative or too large.</exception>
    public void Add(string name, SafetensorsDtype dtype, IReadOnlyList<long> shape, Action<Stream> write) => Append(name, dtype, shape, null, write);

    /// <summary>Writes the file to <paramref name="path"/>, whole or not at all.</summary>
    public void WriteFile(string path) => AtomicFile.Write(path, WriteTo);

    /// <summary>Writes the file to a stream, which need not be seekable and stays open.</summary>
    /// <exception cref="InvalidOperationException">A tensor's writer wrote another number of bytes than its format and shape say.</exception>
    public void WriteTo(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var header = SafetensorsHeaderWriter.Write(_tensors.Select(t => t.Entry), _metadata);
        Span<byte> length = stackalloc byte[SafetensorsHeader.PrefixLength];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header.Span);
        foreach (var (entry, write) in _tensors)
        {
            var counting = new CountingStream(stream);
            write(counting);
            if (counting.Written != entry.ByteLength)
                throw new InvalidOperationException($"tensor {entry.Name} takes {entry.ByteLength} bytes, its writer wrote {counting.Written}");
        }
    }

    private void AddNumbers<T>(string name, IReadOnlyList<long> shape, ReadOnlyMemory<T> numbers) where T : unmanaged
    {
        var dtype = SafetensorsDtypes.Of<T>()!.Value;
        Append(name, dtype, shape, (long)numbers.Length * dtype.Width(), stream =>
        {
            for (var rest = numbers; !rest.IsEmpty; rest = rest[Math.Min(ChunkNumbers, rest.Length)..])
                stream.Write(MemoryMarshal.AsBytes(rest.Span[..Math.Min(ChunkNumbers, rest.Length)]));
        });
    }

    private void Append(string name, SafetensorsDtype dtype, IReadOnlyList<long> shape, long? given, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(write);
        if (shape.Any(side => side < 0)) throw new ArgumentException($"tensor {name} has a negative side in its shape", nameof(shape));
        var start = _tensors.Count == 0 ? 0 : _tensors[^1].Entry.End;
        if (SafetensorsLayout.ByteLength(dtype, shape) is not { } size || size > long.MaxValue - start) throw new ArgumentException($"tensor {name} is too large", nameof(shape));
        if (given is { } bytes && bytes != size) throw new ArgumentException($"tensor {name} takes {size} bytes, {bytes} were given", nameof(shape));
        if (!_names.Add(name)) throw new ArgumentException($"the name {name} is taken", nameof(name));
        _tensors.Add((new SafetensorsEntry(name, dtype, [.. shape], start, start + size), write));
    }
}
