using System.Buffers;
using System.Buffers.Binary;
using Microsoft.AspNetCore.Http;

namespace Ipfl.Service.Calls;

/// <summary>The one message of a unary gRPC call: a byte that says whether it is compressed, its length, its bytes.</summary>
internal static class CallBody
{
    /// <summary>The bytes before the message.</summary>
    public const int FrameBytes = 5;

    /// <summary>The longest message that is read: a piece of a model and a little more.</summary>
    public const int MostBytes = Markets.TermsCheck.PieceBytes + (1 << 16);

    /// <summary>The longest message of a caller whose key is not registered yet: a token and a key.</summary>
    public const int MostBytesOfStrangers = 1 << 13;

    /// <summary>Reads the whole body.</summary>
    /// <returns>The frame with its message; null where the body is no single, plain message of at most <paramref name="most"/> bytes.</returns>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int most, CancellationToken cancellation)
    {
        if (request.ContentLength > FrameBytes + most) return null;
        try
        {
            return await ReadAllAsync(request.BodyReader, most, cancellation);
        }
        catch (Exception gone) when (gone is IOException or BadHttpRequestException or OperationCanceledException)
        {
            // The caller went away, or was cut off because it sent too slowly.
            return null;
        }
    }

    private static async Task<byte[]?> ReadAllAsync(System.IO.Pipelines.PipeReader reader, int most, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var buffer = read.Buffer;
            if (buffer.Length > FrameBytes + most || !IsPlausible(buffer, most)) return null;
            if (read.IsCompleted)
            {
                var body = buffer.ToArray();
                reader.AdvanceTo(buffer.End);
                return IsWhole(body) ? body : null;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>Whether what is there so far can be the beginning of a plain message that is short enough.</summary>
    private static bool IsPlausible(in ReadOnlySequence<byte> buffer, int most)
    {
        if (buffer.Length < FrameBytes) return true;
        Span<byte> frame = stackalloc byte[FrameBytes];
        buffer.Slice(0, FrameBytes).CopyTo(frame);
        return frame[0] == 0 && BinaryPrimitives.ReadUInt32BigEndian(frame[1..]) <= most;
    }

    private static bool IsWhole(byte[] body) =>
        body.Length >= FrameBytes && body[0] == 0 && BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(1)) == body.Length - FrameBytes;
}
