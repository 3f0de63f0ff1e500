using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ipfl.EndToEnd.Tests.Documentation;

namespace Ipfl.EndToEnd.Tests.Service;

/// <summary>nginx or Caddy with the file of docs/proxy.md, at another port and with a certificate of its own.</summary>
internal sealed class ReverseProxy : IDisposable
{
    private static readonly string Page = "docs/proxy.md";
    private readonly Process _process;

    private ReverseProxy(string address, string certificate, ProcessStartInfo start)
    {
        (Address, Certificate) = (address, certificate);
        _process = Process.Start(start)!;
    }

    public string Address { get; }

    /// <summary>Its certificate in PEM, for whoever is to trust it.</summary>
    public string Certificate { get; }

    public static ReverseProxy Start(string program, TemporaryFolder folder, string server)
    {
        var path = Find(program);
        var (port, certificate) = (FreePort.Next(), MakeCertificate(folder));
        var site = string.Join('\n', Assert.Single(new Document(Page).Fenced(program == "nginx" ? "nginx" : "caddyfile"))).Replace("127.0.0.1:7300", new Uri(server).Authority, StringComparison.Ordinal);
        var start = program == "nginx" ? Nginx(path, folder, site, port) : Caddy(path, folder, site, port);
        return new($"https://localhost:{port}", certificate, start);
    }

    public async Task AwaitAsync()
    {
        while (true)
        {
            Assert.False(_process.HasExited, "the proxy did not start");
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync("127.0.0.1", new Uri(Address).Port, TestContext.Current.CancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static ProcessStartInfo Nginx(string path, TemporaryFolder folder, string site, int port)
    {
        var main = $$"""
            daemon off;
            pid {{folder.File("nginx.pid")}};
            error_log stderr warn;
            events {}
            http {
                access_log off;
                client_body_temp_path {{folder.File("body")}};
                proxy_temp_path {{folder.File("proxy")}};
                fastcgi_temp_path {{folder.File("fastcgi")}};
                uwsgi_temp_path {{folder.File("uwsgi")}};
                scgi_temp_path {{folder.File("scgi")}};
                {{site.Replace("listen 443", $"listen 127.0.0.1:{port}", StringComparison.Ordinal).Replace("/etc/ssl/market/fullchain.pem", folder.File("tls.crt"), StringComparison.Ordinal).Replace("/etc/ssl/market/privkey.pem", folder.File("tls.key"), StringComparison.Ordinal)}}
            }
            """;
        return new(path, ["-c", folder.Write("nginx.conf", main), "-p", folder.Path]);
    }

    private static ProcessStartInfo Caddy(string path, TemporaryFolder folder, string site, int port)
    {
        var tls = $"https://localhost:{port} {{\n\tbind 127.0.0.1\n\ttls {folder.File("tls.crt")} {folder.File("tls.key")}";
        var file = folder.Write("Caddyfile", "{\n\tadmin off\n\tauto_https off\n}\n" + site.Replace("market.example.org {", tls, StringComparison.Ordinal));
        var start = new ProcessStartInfo(path, ["run", "--config", file, "--adapter", "caddyfile"]);
        (start.Environment["HOME"], start.Environment["XDG_DATA_HOME"], start.Environment["XDG_CONFIG_HOME"]) = (folder.Path, folder.Path, folder.Path);
        return start;
    }

    private static string MakeCertificate(TemporaryFolder folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        folder.Write("tls.key", key.ExportPkcs8PrivateKeyPem());
        return folder.Write("tls.crt", certificate.ExportCertificatePem());
    }

    private static string Find(string program)
    {
        var path = new[] { "/usr/sbin", "/usr/bin", "/usr/local/bin" }.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        if (path is null && Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail($"{program} is missing; install the package");
        Assert.SkipWhen(path is null, $"{program} is missing; install the package");
        return path!;
    }
}
