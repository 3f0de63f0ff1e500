using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ipfl.Protocol.Signing;

namespace Ipfl.Service.Hosting;

/// <summary>What a server is known by: the key that signs receipts, its TLS certificate, the address that invitations name.</summary>
public sealed class ServerIdentity
{
    private readonly byte[] _signingKey;

    private ServerIdentity(ECDsa signingKey, X509Certificate2? certificate, string address) =>
        (_signingKey, PublicKey, Certificate, PublicAddress) = (signingKey.ExportPkcs8PrivateKey(), signingKey.ExportSubjectPublicKeyInfo(), certificate, address);

    /// <summary>DER SubjectPublicKeyInfo of the key that signs receipts.</summary>
    public byte[] PublicKey { get; }

    /// <summary>The TLS certificate; null where another program in front of this one speaks TLS.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>The certificate's key, for participants to pin; empty where there is none.</summary>
    public string TlsKey => Certificate is null ? "" : Protocol.Signing.TlsKey.Of(Certificate);

    /// <summary>The address that invitations name.</summary>
    public string PublicAddress { get; }

    /// <summary>The key that signs receipts; the caller's.</summary>
    public ECDsa SigningKey()
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(_signingKey, out _);
        return key;
    }

    /// <summary>Reads a server's keys and certificate, and makes those that are missing.</summary>
    /// <exception cref="InvalidDataException">A file is there but holds no key or certificate.</exception>
    public static ServerIdentity Of(ServiceFolder folder, ServeOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        using var key = PrivateKeyFile.FindOrMake(folder.ServerKey);
        return new(key, options.IsPlain ? null : ServerCertificate.Of(folder, options, time), options.PublicAddress ?? options.Listen);
    }
}
