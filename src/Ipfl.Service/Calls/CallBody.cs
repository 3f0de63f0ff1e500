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

    /// <summary>Reads the whole body.</summary>
    /// <returns>The frame with its message; null where the body is no single, plain message of at most <see cref="MostBytes"/>.</returns>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var buffer = read.Buffer;
            if (buffer.Length > FrameBytes + MostBytes) return null;
            if (read.IsCompleted)
            {
                var body = buffer.ToArray();
                reader.AdvanceTo(buffer.End);
                return IsWhole(body) ? body : null;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static bool IsWhole(byte[] body) =>
        body.Length >= FrameBytes && body[0] == 0 && BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(1)) == body.Length - FrameBytes;
}
