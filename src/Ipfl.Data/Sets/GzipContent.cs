using System.IO.Compression;

namespace Ipfl.Data;

/// <summary>
/// What a gzip file of one or several members (RFC 1952) decompresses to; whoever reads to its end knows that it was whole. The decompressor
/// takes a file that is cut short for one that ends there, and passes over what follows the last member. Therefore a further member, the
/// seal, is put behind the file: it comes out at the end exactly where everything before it was intact.
/// </summary>
/// <param name="file">The compressed bytes; they stay the caller's.</param>
internal sealed class GzipContent(Stream file) : Stream
{
    private static readonly byte[] Seal = "iPFL seal: 37d1a8"u8.ToArray();

    private static readonly byte[] SealMember = Compress(Seal);

    private readonly GZipStream _content = new(new Sealed(file, new MemoryStream(SealMember, writable: false)), CompressionMode.Decompress);

    private readonly byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The file is damaged, cut short, or goes on after its last member.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        while (_end - _start <= Seal.Length)
            if (!Fill()) return 0;
        var read = Math.Min(buffer.Length, _end - _start - Seal.Length);
        _buffer.AsSpan(_start, read).CopyTo(buffer);
        _start += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _content.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Reads on; false at the end, where what is left must be the seal.</summary>
    private bool Fill()
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        try
        {
            if (_content.Read(_buffer.AsSpan(_end)) is > 0 and var read)
            {
                _end += read;
                return true;
            }
        }
        catch (InvalidDataException damaged)
        {
            throw new InvalidDataException("its bytes are damaged, or some are missing", damaged);
        }

        return _buffer.AsSpan(_start.._end).SequenceEqual(Seal) ? false
            : throw new InvalidDataException("its last bytes are missing or foreign");
    }

    private static byte[] Compress(byte[] content)
    {
        using var member = new MemoryStream();
        using (var zip = new GZipStream(member, CompressionLevel.Optimal, leaveOpen: true)) zip.Write(content);
        return member.ToArray();
    }

    /// <summary>A file and the seal behind it.</summary>
    private sealed class Sealed(Stream file, Stream seal) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer) => file.Read(buffer) is > 0 and var read ? read : seal.Read(buffer);

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
