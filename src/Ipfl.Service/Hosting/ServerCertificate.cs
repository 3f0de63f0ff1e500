using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ipfl.Protocol.Signing;

namespace Ipfl.Service.Hosting;

/// <summary>The TLS certificate: one that was given, else one that the server makes for itself and that invitations let participants pin.</summary>
internal static class ServerCertificate
{
    private const int Years = 10;

    public static X509Certificate2 Of(ServiceFolder folder, ServeOptions options, TimeProvider time)
    {
        if (options.Certificate is { } given) return Read(given, options.CertificateKey ?? given);
        if (!File.Exists(folder.Certificate)) PrivateKeyFile.Write(folder.Certificate, Make(options, time.GetUtcNow()));
        var certificate = Read(folder.Certificate, folder.Certificate);
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

    private static string Make(ServeOptions options, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=ipfl market server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        foreach (var host in new[] { Environment.MachineName, new Uri(options.Listen).Host, new Uri(options.PublicAddress ?? options.Listen).Host }.Distinct())
        {
            if (IPAddress.TryParse(host, out var address)) names.AddIpAddress(address);
            else if (Uri.CheckHostName(host) == UriHostNameType.Dns && host != "localhost") names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(Years));
        return certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }
}
