using System.Buffers.Binary;

namespace Ipfl.Data;

/// <summary>
/// The length at the end of a gzip file (RFC 1952). The decompressor takes a file that is cut short for one that ends there, so
/// whoever needs it whole compares the lengths.
/// </summary>
internal static class GzipTrailer
{
    /// <summary>Whether a file of one gzip member says at its end that it holds so many bytes.</summary>
    public static bool Declares(FileStream file, long contentLength)
    {
        Span<byte> last = stackalloc byte[sizeof(uint)];
        if (file.Length < last.Length) return false;
        file.Seek(-last.Length, SeekOrigin.End);
        file.ReadExactly(last);
        return BinaryPrimitives.ReadUInt32LittleEndian(last) == unchecked((uint)contentLength);
    }
}
