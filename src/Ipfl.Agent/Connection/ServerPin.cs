using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Ipfl.Protocol.Signing;

namespace Ipfl.Agent;

/// <summary>Accepts certificates of one public key alone, known by its <see cref="TlsKey"/>; an empty one asks for the usual checks instead.</summary>
internal sealed class ServerPin(string tlsKey)
{
    /// <summary>The key of the certificate that was refused last; null while none was.</summary>
    public string? Refused { get; private set; }

    /// <summary>Decides on a server's certificate.</summary>
    public bool Accept(X509Certificate? certificate, SslPolicyErrors errors)
    {
        var seen = certificate is null ? "none" : TlsKey.Of(certificate);
        var accepted = tlsKey.Length == 0 ? errors == SslPolicyErrors.None : string.Equals(seen, tlsKey, StringComparison.OrdinalIgnoreCase);
        Refused = accepted ? null : seen;
        return accepted;
    }

    /// <summary>What is wrong, in one line.</summary>
    public string Explain(string server) => tlsKey.Length == 0
        ? $"{server} shows a certificate (key {Refused}) that this machine does not trust; ask the operator"
        : $"{server} shows a certificate of another key ({Refused}) than the one it was enrolled with ({tlsKey}); ask the operator before you trust it, then enrol anew";
}
