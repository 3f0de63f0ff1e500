using System.Buffers;
using System.IO.Pipelines;

namespace Ipfl.Service.Hosting.Plain;

/// <summary>Tells HTTP/2 from HTTP/1.1 by what a connection begins with, where no TLS handshake has told it.</summary>
internal static class HttpPreface
{
    /// <summary>What every HTTP/2 connection begins with (RFC 9113, 3.4) and no request of HTTP/1.1 does.</summary>
    private static ReadOnlySpan<byte> Http2 => "PRI * HTTP/2.0\r\n"u8;

    /// <summary>Reads as little as tells the version; all of it is there for the next reader.</summary>
    /// <returns>Whether it is HTTP/2.</returns>
    public static async ValueTask<bool> IsHttp2Async(PipeReader input, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellation);
            if (Tell(read) is { } told)
            {
                input.AdvanceTo(read.Buffer.Start);
                return told;
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static bool? Tell(ReadResult read)
    {
        var seen = (int)Math.Min(read.Buffer.Length, Http2.Length);
        Span<byte> first = stackalloc byte[seen];
        read.Buffer.Slice(0, seen).CopyTo(first);
        if (!Http2.StartsWith(first)) return false;
        return seen == Http2.Length ? true : read.IsCompleted ? false : null;
    }
}
