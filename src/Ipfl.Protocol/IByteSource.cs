namespace Ipfl.Protocol;

/// <summary>Bytes that can be read from anywhere in them.</summary>
internal interface IByteSource : IDisposable
{
    /// <summary>How many bytes there are.</summary>
    long Length { get; }

    /// <summary>Fills <paramref name="target"/> from <paramref name="offset"/> on; false where the bytes end before.</summary>
    bool TryRead(long offset, Span<byte> target);
}
