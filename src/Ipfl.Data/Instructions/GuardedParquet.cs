using System.Buffers.Binary;

namespace Ipfl.Data;

/// <summary>
/// A Parquet file for a reader that trusts the sizes in it. Reading past the end is an error, and so is reading far more than there is,
/// which would go on forever. Behind the description at the file's end the reader sees zeros, which end whatever is open there: damaged
/// ones do not come to an end otherwise.
/// </summary>
internal sealed class GuardedParquet : Stream
{
    /// <summary>How often a sound file is read at most, its footer and headers included.</summary>
    private const int MostPasses = 8;

    private const int Zeros = 1 << 16;

    private const int TailLength = 8;

    private readonly FileStream _content;
    private readonly long _head;
    private readonly byte[] _tail = new byte[Zeros + TailLength];
    private long _left;

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidDataException">It does not begin and end as Parquet does.</exception>
    public GuardedParquet(string path)
    {
        _content = new FileStream(path, new FileStreamOptions { Options = FileOptions.RandomAccess });
        _head = _content.Length - TailLength;
        _left = MostPasses * (_content.Length + _tail.Length);
        try
        {
            ReadEnds();
        }
        catch
        {
            _content.Dispose();
            throw;
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _head + _tail.Length;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (Position < 0 || (Position >= Length && buffer.Length > 0)) throw new EndOfStreamException("it ends too early");
        var read = Position < _head ? ReadHead(buffer) : ReadTail(buffer);
        Position += read;
        _left -= Math.Max(read, 1);
        return _left >= 0 ? read : throw new InvalidDataException("its sizes lead in circles");
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => Position,
        _ => Length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _content.Dispose();
        base.Dispose(disposing);
    }

    private void ReadEnds()
    {
        Span<byte> start = stackalloc byte[4];
        if (_head < start.Length) throw new InvalidDataException("it is too short");
        _content.ReadExactly(start);
        var end = _tail.AsSpan(Zeros);
        _content.Position = _head;
        _content.ReadExactly(end);
        var footer = BinaryPrimitives.ReadUInt32LittleEndian(end);
        if (!start.SequenceEqual("PAR1"u8) || !end[4..].SequenceEqual("PAR1"u8)) throw new InvalidDataException("it lacks Parquet's marks");
        if (footer > _head - start.Length || footer > int.MaxValue - Zeros) throw new InvalidDataException("its description is longer than it");
        BinaryPrimitives.WriteUInt32LittleEndian(end, footer + Zeros);
    }

    private int ReadHead(Span<byte> buffer)
    {
        _content.Position = Position;
        return _content.Read(buffer[..(int)Math.Min(buffer.Length, _head - Position)]);
    }

    private int ReadTail(Span<byte> buffer)
    {
        var rest = _tail.AsSpan((int)(Position - _head));
        rest = rest[..Math.Min(rest.Length, buffer.Length)];
        rest.CopyTo(buffer);
        return rest.Length;
    }
}
