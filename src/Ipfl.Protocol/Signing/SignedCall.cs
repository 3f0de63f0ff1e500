using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ipfl.Protocol.Signing;

/// <summary>
/// What a signature of a call covers: the method, the digest of the message's bytes, time, nonce and key, one to a line after the line
/// <c>ipfl-1</c>. The signature is ECDSA on P-256 with SHA-256, DER.
/// </summary>
/// <param name="Method">The full method, such as <c>/ipfl.v1.Participant/GetTerms</c>.</param>
/// <param name="BodyDigest">SHA-256 of the protobuf message's bytes, 64 lower-case hexadecimal digits.</param>
/// <param name="TimeMilliseconds">Since 1970-01-01 UTC.</param>
/// <param name="Nonce">16 to 64 letters or digits that the key never used before.</param>
/// <param name="KeyId">The signing key's <see cref="Signing.KeyId"/>.</param>
public sealed record SignedCall(string Method, string BodyDigest, long TimeMilliseconds, string Nonce, string KeyId)
{
    private const string Version = "ipfl-1";

    /// <summary>The call of <paramref name="method"/> with a message of these bytes.</summary>
    public static SignedCall Of(string method, ReadOnlySpan<byte> body, DateTimeOffset time, string nonce, string keyId) =>
        new(method, Convert.ToHexStringLower(SHA256.HashData(body)), time.ToUnixTimeMilliseconds(), nonce, keyId);

    /// <summary>Whether the nonce has the length and the characters that are allowed.</summary>
    public bool HasValidNonce => Nonce.Length is >= 16 and <= 64 && Nonce.All(char.IsAsciiLetterOrDigit);

    /// <summary>Signs it.</summary>
    public byte[] Sign(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.SignData(Text(), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>Whether the signature is this call's by that key.</summary>
    public bool IsSignedBy(ECDsa key, ReadOnlySpan<byte> signature)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.VerifyData(Text(), signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private byte[] Text() => Encoding.UTF8.GetBytes(string.Join('\n', Version, Method, BodyDigest, TimeMilliseconds.ToString(CultureInfo.InvariantCulture), Nonce, KeyId));
}
