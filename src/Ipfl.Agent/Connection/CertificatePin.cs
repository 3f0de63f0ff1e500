using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ipfl.Agent;

/// <summary>Accepts one certificate alone, known by the SHA-256 of its DER bytes; an empty digest asks for the usual checks instead.</summary>
internal sealed class CertificatePin(string digest)
{
    /// <summary>The digest of the certificate that was refused last; null while none was.</summary>
    public string? Refused { get; private set; }

    /// <summary>Decides on a server's certificate.</summary>
    public bool Accept(X509Certificate? certificate, SslPolicyErrors errors)
    {
        var seen = certificate is null ? "none" : Convert.ToHexStringLower(SHA256.HashData(certificate.GetRawCertData()));
        var accepted = digest.Length == 0 ? errors == SslPolicyErrors.None : string.Equals(seen, digest, StringComparison.OrdinalIgnoreCase);
        Refused = accepted ? null : seen;
        return accepted;
    }

    /// <summary>What is wrong, in one line.</summary>
    public string Explain(string server) => digest.Length == 0
        ? $"{server} shows a certificate ({Refused}) that this machine does not trust; ask the operator"
        : $"{server} shows another certificate ({Refused}) than the one it was enrolled with ({digest}); ask the operator before you trust it, then enrol anew";
}
