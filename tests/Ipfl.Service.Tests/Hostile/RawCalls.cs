using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Grpc.Core;
using Ipfl.Protocol.Signing;
using Ipfl.Protocol.V1;
using Ipfl.Service.Tests.Serving;

namespace Ipfl.Service.Tests.Hostile;

/// <summary>What came back of a raw call.</summary>
/// <param name="Status">The gRPC status; Unknown where there was none.</param>
/// <param name="Detail">Its line.</param>
/// <param name="Message">The reply's bytes, without their frame.</param>
internal sealed record RawReply(StatusCode Status, string Detail, byte[] Message);

/// <summary>Calls made by hand: any path, any bytes, any headers, signed or not.</summary>
internal sealed class RawCalls(TestServer server) : IDisposable
{
    private readonly HttpClient _http = server.Http();

    /// <summary>The paths of all methods, with what they take.</summary>
    public static IEnumerable<(string Path, Google.Protobuf.Reflection.MethodDescriptor Method)> Methods =>
        MarketReflection.Descriptor.Services.SelectMany(service => service.Methods).Select(method => ($"/{method.Service.FullName}/{method.Name}", method));

    /// <summary>The headers that sign a message as a key would.</summary>
    public static Dictionary<string, string> Sign(ECDsa key, string method, byte[] message, TimeSpan ahead = default, string? nonce = null)
    {
        var call = SignedCall.Of(method, message, DateTimeOffset.UtcNow + ahead, nonce ?? RandomNumberGenerator.GetHexString(32), KeyId.Of(key));
        return new()
        {
            [RequestHeaders.Key] = call.KeyId,
            [RequestHeaders.Time] = call.TimeMilliseconds.ToString(CultureInfo.InvariantCulture),
            [RequestHeaders.Nonce] = call.Nonce,
            [RequestHeaders.Signature] = Convert.ToBase64String(call.Sign(key)),
        };
    }

    /// <summary>A message in its frame.</summary>
    public static byte[] Frame(byte[] message, byte compressed = 0, uint? length = null)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = compressed;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), length ?? (uint)message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    /// <summary>A call as it should be, of a message of any bytes.</summary>
    public Task<RawReply> CallAsync(ECDsa key, string path, byte[] message) => SendAsync(path, Frame(message), Sign(key, path, message));

    /// <summary>A request of any bytes with any headers.</summary>
    public Task<RawReply> SendAsync(string path, byte[] body, Dictionary<string, string> headers) => SendAsync(path, new ByteArrayContent(body), headers);

    /// <inheritdoc cref="SendAsync(string, byte[], Dictionary{string, string})"/>
    public async Task<RawReply> SendAsync(string path, HttpContent content, Dictionary<string, string> headers)
    {
        content.Headers.ContentType = new("application/grpc");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        request.Headers.TE.Add(new("trailers"));
        using var response = await _http.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var status = Value(response.Headers, "grpc-status") ?? Value(response.TrailingHeaders, "grpc-status");
        var detail = Value(response.Headers, "grpc-message") ?? Value(response.TrailingHeaders, "grpc-message") ?? $"HTTP {(int)response.StatusCode}";
        return new(status is null ? StatusCode.Unknown : (StatusCode)int.Parse(status, CultureInfo.InvariantCulture), Uri.UnescapeDataString(detail), bytes.Length > 5 ? bytes[5..] : []);
    }

    public void Dispose() => _http.Dispose();

    private static string? Value(HttpHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.Single() : null;
}
