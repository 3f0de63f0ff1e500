using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ipfl.Protocol.Signing;

namespace Ipfl.Service.Hosting;

/// <summary>The TLS certificate: one that was given, else one that the server makes for itself and that invitations let participants pin.</summary>
internal static class ServerCertificate
{
    private const int Years = 10;
    private const string OwnSubject = "CN=ipfl market server";

    public static X509Certificate2 Of(ServiceFolder folder, ServeOptions options, TimeProvider time)
    {
        var addresses = ServeAddresses.Of(options);
        if (options.Certificate is { } given) return Read(given, options.CertificateKey ?? given);
        if (!File.Exists(folder.Certificate))
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            Make(folder, addresses, key, time.GetUtcNow());
        }

        var certificate = Read(folder.Certificate, folder.Certificate);
        if (certificate.Subject == OwnSubject && !Covers(certificate, addresses))
        {
            // Agents pin the key, so that they know the server again under its new name.
            using (certificate)
            using (var key = certificate.GetECDsaPrivateKey()!) Make(folder, addresses, key, time.GetUtcNow());
            certificate = Read(folder.Certificate, folder.Certificate);
        }

        if (!File.Exists(folder.PublicCertificate)) AtomicFile.WriteAllText(folder.PublicCertificate, certificate.ExportCertificatePem());
        return certificate;
    }

    private static X509Certificate2 Read(string certificate, string key)
    {
        foreach (var file in new[] { certificate, key })
            if (!File.Exists(file)) throw new FileNotFoundException($"{file}: no such certificate file", file);
        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (CryptographicException error)
        {
            throw new InvalidDataException($"{certificate}: holds no certificate with the private key of {key}, both in PEM ({error.Message})", error);
        }
    }

    private static bool Covers(X509Certificate2 certificate, ServeAddresses addresses) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault() is { } names &&
        Hosts(addresses).All(host => IPAddress.TryParse(host, out var address)
            ? names.EnumerateIPAddresses().Contains(address)
            : names.EnumerateDnsNames().Contains(host));

    private static string[] Hosts(ServeAddresses addresses) => addresses.Public is { } named ? [addresses.Listen.IdnHost, named.IdnHost] : [addresses.Listen.IdnHost];

    private static void Make(ServiceFolder folder, ServeAddresses addresses, ECDsa key, DateTimeOffset now)
    {
        var request = new CertificateRequest(OwnSubject, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in Hosts(addresses).Concat(["localhost", "127.0.0.1", "::1"]).Distinct())
        {
            if (IPAddress.TryParse(host, out var address)) names.AddIpAddress(address);
            else names.AddDnsName(host);
        }

        if (Uri.CheckHostName(Environment.MachineName) == UriHostNameType.Dns) names.AddDnsName(Environment.MachineName);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(Years));

        // The copy for others goes first: a crash in between leaves none, which is made from the certificate at the next start.
        File.Delete(folder.PublicCertificate);
        PrivateKeyFile.Write(folder.Certificate, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
    }
}
