using System.Security.Cryptography;

namespace Ipfl.Protocol.Signing;

/// <summary>Names of public keys.</summary>
public static class KeyId
{
    /// <summary>The first 32 hexadecimal digits of the SHA-256 of the key's DER SubjectPublicKeyInfo.</summary>
    public static string Of(ReadOnlySpan<byte> publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey)[..16]);

    /// <summary>The name of a key pair's public key.</summary>
    public static string Of(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Of(key.ExportSubjectPublicKeyInfo());
    }

    /// <summary>Reads a public key on P-256 from its DER SubjectPublicKeyInfo.</summary>
    /// <exception cref="CryptographicException">The bytes are no such key.</exception>
    public static ECDsa Read(ReadOnlySpan<byte> publicKey)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(publicKey, out var read);
            var curve = key.ExportParameters(includePrivateParameters: false).Curve.Oid;
            if (read == publicKey.Length && curve.Value == ECCurve.NamedCurves.nistP256.Oid.Value) return key;
            throw new CryptographicException("a key must be on the curve P-256, without further bytes");
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
