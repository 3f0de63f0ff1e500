using System.Globalization;
using Ipfl.Protocol.Signing;
using Microsoft.AspNetCore.Http;

namespace Ipfl.Service.Calls;

/// <summary>What the headers of a call say: which key signed it, when, with which nonce.</summary>
/// <param name="KeyId">The key's name.</param>
/// <param name="Time">When it was signed.</param>
/// <param name="Nonce">The nonce.</param>
/// <param name="Bytes">The signature.</param>
internal sealed record CallSignature(string KeyId, DateTimeOffset Time, string Nonce, byte[] Bytes)
{
    /// <summary>Reads the headers; null where one is missing, is there twice or says what no signing caller writes.</summary>
    public static CallSignature? Read(IHeaderDictionary headers)
    {
        if (headers[RequestHeaders.Key] is not [{ Length: 32 } key]
            || headers[RequestHeaders.Nonce] is not [{ Length: <= 64 } nonce]
            || headers[RequestHeaders.Time] is not [{ } text]
            || headers[RequestHeaders.Signature] is not [{ Length: <= 200 } encoded]) return null;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var time) || time > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()) return null;
        var bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, bytes, out var length) ? new(key, DateTimeOffset.FromUnixTimeMilliseconds(time), nonce, bytes[..length]) : null;
    }

    /// <summary>The call that it claims to sign.</summary>
    public SignedCall Of(string method, ReadOnlySpan<byte> message) => SignedCall.Of(method, message, Time, Nonce, KeyId);
}
