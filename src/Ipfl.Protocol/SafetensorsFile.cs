using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Ipfl.Protocol;

/// <summary>
/// A safetensors file (github.com/huggingface/safetensors, "Format"): named tensors behind a JSON header. Opening checks the whole header
/// against the size of the file before anything of a size found in it is allocated; tensors are read on demand. Threads may read at once.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly IByteSource _bytes;
    private readonly string _source;
    private readonly long _dataStart;
    private readonly Dictionary<string, SafetensorsEntry> _byName;

    private SafetensorsFile(IByteSource bytes, string source)
    {
        (_bytes, _source) = (bytes, source);
        var header = ReadHeader(bytes, source);
        _dataStart = SafetensorsHeader.PrefixLength + header.Length;
        (var entries, Metadata) = SafetensorsHeader.Parse(header, bytes.Length - _dataStart, source);
        Entries = entries;
        _byName = entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
    }

    /// <summary>The tensors in the order of their bytes.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>The names of the tensors in the order of their bytes.</summary>
    public IEnumerable<string> Names => Entries.Select(e => e.Name);

    /// <summary>Where the first tensor's bytes begin in the file.</summary>
    public long DataStart => _dataStart;

    /// <summary>The metadata of the file; empty where it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>What the header says about a tensor.</summary>
    /// <exception cref="InvalidDataException">The file has no such tensor.</exception>
    public SafetensorsEntry this[string name] => _byName.TryGetValue(name, out var entry)
        ? entry
        : throw new InvalidDataException($"{_source}: no tensor {ForeignText.Quote(name)}; the file has {ForeignText.OneLine(string.Join(", ", Names.Take(20)))}");

    /// <summary>Opens a file; it stays open, and must not change, until disposal.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file breaks the format; the message is one line.</exception>
    public static SafetensorsFile Open(string path)
    {
        var full = Path.GetFullPath(path);
        if (!File.Exists(full)) throw new FileNotFoundException($"{full}: no such safetensors file", full);
        var bytes = new DiskBytes(File.OpenHandle(full, options: FileOptions.RandomAccess));
        try
        {
            return new SafetensorsFile(bytes, full);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>Reads bytes in memory without copying them; <paramref name="source"/> names them in messages.</summary>
    /// <exception cref="InvalidDataException">The bytes break the format; the message is one line.</exception>
    public static SafetensorsFile Read(ReadOnlyMemory<byte> bytes, string source = "safetensors bytes") => new(new MemoryBytes(bytes), source);

    /// <summary>
    /// Reads a seekable stream from its position to its end, on demand. The stream stays the caller's, must not be used meanwhile, and
    /// must outlive the result. A stream that cannot seek has to be received into memory or a file first, by whoever knows its limit.
    /// </summary>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    /// <exception cref="InvalidDataException">The bytes break the format; the message is one line.</exception>
    public static SafetensorsFile Read(Stream stream, string source = "safetensors stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.CanSeek ? new(new StreamBytes(stream), source) : throw new ArgumentException("the stream cannot seek", nameof(stream));
    }

    /// <summary>Whether the file has a tensor of that name.</summary>
    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>Copies a whole tensor, row-major, straight into <paramref name="target"/>, whose length must be the tensor's count.</summary>
    /// <exception cref="InvalidDataException">No such tensor, or its numbers are not of type <typeparamref name="T"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="target"/> has another length.</exception>
    public void Read<T>(string name, Span<T> target) where T : unmanaged
    {
        var entry = this[name];
        if (SafetensorsDtypes.Of<T>() is not { } dtype) throw new ArgumentException($"no safetensors format holds {typeof(T)}", nameof(target));
        if (entry.Dtype != dtype) throw Mismatch(entry, dtype.ToString());
        if (entry.Count != target.Length) throw new ArgumentException($"tensor {name} has {entry.Count} numbers, the target {target.Length}", nameof(target));
        const int numbers = 1 << 26;
        for (var done = 0; done < target.Length; done += numbers)
            ReadBytes(entry, (long)done * entry.Dtype.Width(), MemoryMarshal.AsBytes(target[done..Math.Min(target.Length, done + numbers)]));
    }

    /// <summary>Copies part of a tensor's bytes, little-endian: those from <paramref name="offset"/>, counted from its first byte.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the tensor.</exception>
    /// <exception cref="InvalidDataException">The file became shorter since it was opened.</exception>
    public void ReadBytes(SafetensorsEntry entry, long offset, Span<byte> target)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, entry.ByteLength - target.Length);
        if (!_bytes.TryRead(_dataStart + entry.Start + offset, target))
            throw new InvalidDataException($"{_source}: the file ended within tensor {ForeignText.Quote(entry.Name)}; it was cut while in use");
    }

    /// <summary>A float tensor as float32: F32 as it is, F16 and BF16 widened exactly.</summary>
    /// <exception cref="InvalidDataException">No such tensor, or another number format.</exception>
    public float[] ReadSingles(string name) => SafetensorsWidening.Singles(this, this[name]);

    /// <summary>A float tensor as float64: F64 as it is, F32, F16 and BF16 widened exactly.</summary>
    /// <exception cref="InvalidDataException">No such tensor, or another number format.</exception>
    public double[] ReadDoubles(string name) => SafetensorsWidening.Doubles(this, this[name]);

    /// <summary>An integer tensor as int64: I64 as it is, narrower signed and unsigned ones widened exactly (not U64, not BOOL).</summary>
    /// <exception cref="InvalidDataException">No such tensor, or another number format.</exception>
    public long[] ReadInt64s(string name) => SafetensorsWidening.Int64s(this, this[name]);

    /// <summary>Closes the file.</summary>
    public void Dispose() => _bytes.Dispose();

    internal InvalidDataException Mismatch(SafetensorsEntry entry, string allowed) =>
        new($"{_source}: tensor {ForeignText.Quote(entry.Name)} has dtype {entry.Dtype.InWords()}; {allowed} is required here");

    private static byte[] ReadHeader(IByteSource bytes, string source)
    {
        const int prefix = SafetensorsHeader.PrefixLength;
        Span<byte> start = stackalloc byte[prefix];
        if (bytes.Length < prefix || !bytes.TryRead(0, start)) throw SafetensorsHeader.Refusal(source, $"it has {bytes.Length} bytes; at least {prefix} hold the header's length");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length > SafetensorsHeader.MaximumLength)
            throw SafetensorsHeader.Refusal(source, $"it states a header of {length} bytes; at most {SafetensorsHeader.MaximumLength} are allowed");
        if ((long)length > bytes.Length - prefix)
            throw SafetensorsHeader.Refusal(source, $"it states a header of {length} bytes, but only {bytes.Length - prefix} follow");
        var header = new byte[length];
        return bytes.TryRead(prefix, header) ? header : throw SafetensorsHeader.Refusal(source, "it ended within the header");
    }
}
