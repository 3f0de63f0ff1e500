using Microsoft.Win32.SafeHandles;

namespace Ipfl.Protocol;

/// <summary>A file on disk; reads do not move a cursor, so threads may read at once.</summary>
internal sealed class DiskBytes(SafeFileHandle handle) : IByteSource
{
    public long Length { get; } = RandomAccess.GetLength(handle);

    public bool TryRead(long offset, Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            var read = RandomAccess.Read(handle, target, offset);
            if (read == 0) return false;
            offset += read;
            target = target[read..];
        }

        return true;
    }

    public void Dispose() => handle.Dispose();
}

/// <summary>Bytes already in memory.</summary>
internal sealed class MemoryBytes(ReadOnlyMemory<byte> bytes) : IByteSource
{
    public long Length => bytes.Length;

    public bool TryRead(long offset, Span<byte> target)
    {
        bytes.Span.Slice((int)offset, target.Length).CopyTo(target);
        return true;
    }

    public void Dispose() { }
}

/// <summary>A seekable stream from its position on; the stream stays its owner's.</summary>
internal sealed class StreamBytes(Stream stream) : IByteSource
{
    private readonly Lock _lock = new();
    private readonly long _origin = stream.Position;

    public long Length { get; } = stream.Length - stream.Position;

    public bool TryRead(long offset, Span<byte> target)
    {
        lock (_lock)
        {
            stream.Position = _origin + offset;
            return stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) == target.Length;
        }
    }

    public void Dispose() { }
}
