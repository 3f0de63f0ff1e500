using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ipfl.Protocol.Signing;

/// <summary>How a server is known again over TLS: by its certificate's public key, which outlives the certificate where a renewal keeps it.</summary>
public static class TlsKey
{
    /// <summary>SHA-256 of the DER SubjectPublicKeyInfo of a certificate, 64 lower-case hexadecimal digits (RFC 7469's pin, in another notation).</summary>
    public static string Of(X509Certificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (certificate is X509Certificate2 whole) return Of(whole.PublicKey);
        using var read = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return Of(read.PublicKey);
    }

    private static string Of(PublicKey key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
}
