using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ipfl.Protocol.Signing;
using Ipfl.Service.Markets;

namespace Ipfl.Service.Hosting;

/// <summary>What a server is known by: the key that signs receipts, its TLS certificate, the address that invitations name.</summary>
public sealed class ServerIdentity
{
    private readonly byte[] _signingKey;
    private readonly ServeAddresses _addresses;

    private ServerIdentity(ECDsa signingKey, X509Certificate2? certificate, ServeAddresses addresses) =>
        (_signingKey, PublicKey, Certificate, _addresses) = (signingKey.ExportPkcs8PrivateKey(), signingKey.ExportSubjectPublicKeyInfo(), certificate, addresses);

    /// <summary>DER SubjectPublicKeyInfo of the key that signs receipts.</summary>
    public byte[] PublicKey { get; }

    /// <summary>The TLS certificate; null where another program in front of this one speaks TLS.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>The certificate's key, for participants to pin; empty where there is none.</summary>
    public string TlsKey => Certificate is null ? "" : Protocol.Signing.TlsKey.Of(Certificate);

    /// <summary>Where the dashboard can be opened, on this machine at least.</summary>
    public string DashboardAddress => _addresses.Dashboard;

    /// <summary>Why nobody can be invited; null where invitations have an address to name.</summary>
    public string? WhyNoInvitations => _addresses.Public is not null ? null :
        $"the server listens at {_addresses.Listen.OriginalString}, which is every address of its machine, and an invitation names one: start it with --public {_addresses.Listen.Scheme}://HOST:{_addresses.Listen.Port}";

    /// <summary>The address that invitations name.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public string InvitationAddress => _addresses.Public?.OriginalString ?? throw new RefusedException(Refusal.NotNow, WhyNoInvitations!);

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
        return new(key, options.IsPlain ? null : ServerCertificate.Of(folder, options, time), ServeAddresses.Of(options));
    }
}
