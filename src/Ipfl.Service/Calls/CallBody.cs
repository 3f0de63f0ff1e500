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
            return await ReadAllAsync(request.Body, most, cancellation);
        }
        catch (Exception gone) when (gone is IOException or BadHttpRequestException or OperationCanceledException)
        {
            // The caller went away, or was cut off because it sent too slowly.
            return null;
        }
    }

    /// <summary>The frame says how long the message is; what has come is copied at once, so that nothing waits in the connection's buffers.</summary>
    private static async Task<byte[]?> ReadAllAsync(Stream stream, int most, CancellationToken cancellation)
    {
        var frame = new byte[FrameBytes];
        if (await stream.ReadAtLeastAsync(frame, FrameBytes, throwOnEndOfStream: false, cancellation) < FrameBytes) return null;
        var length = BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(1));
        if (frame[0] != 0 || length > most) return null;
        var body = new byte[FrameBytes + (int)length];
        frame.CopyTo(body, 0);
        await stream.ReadExactlyAsync(body.AsMemory(FrameBytes), cancellation);
        return await stream.ReadAsync(frame, cancellation) == 0 ? body : null;
    }
}
