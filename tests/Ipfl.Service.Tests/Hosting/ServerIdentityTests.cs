using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ipfl.Service.Hosting;
using Ipfl.Service.Tests.Serving;
using Microsoft.Extensions.DependencyInjection;

namespace Ipfl.Service.Tests.Hosting;

/// <summary>What a server is known by.</summary>
public sealed class ServerIdentityTests
{
    [Fact]
    public void Its_certificate_is_made_once_and_its_key_pinned_whoever_made_it()
    {
        using var folder = new TemporaryFolder();
        var place = new ServiceFolder(folder.Path);
        var own = ServerIdentity.Of(place, new(place), TimeProvider.System);
        Assert.Equal(64, own.TlsKey.Length);
        Assert.Equal(own.TlsKey, ServerIdentity.Of(place, new(place), TimeProvider.System).TlsKey);
        Assert.Equal(own.TlsKey, ServerIdentity.Of(place, new(place) { Certificate = place.Certificate }, TimeProvider.System).TlsKey);
        Assert.Equal("", ServerIdentity.Of(place, new(place) { Listen = "http://127.0.0.1:7300" }, TimeProvider.System).TlsKey);
    }

    [Fact]
    public async Task A_renewed_certificate_of_the_same_key_is_the_same_server()
    {
        await using var server = await TestServer.StartAsync();
        var folder = server.Options.Folder;
        var participant = await server.JoinAsync(await server.CreateMarketAsync(), "p");
        var pinned = server.Services.GetRequiredService<ServerIdentity>().TlsKey;

        var former = File.ReadAllText(folder.Certificate);
        using (var key = ECDsa.Create())
        {
            key.ImportFromPem(former);
            File.WriteAllText(folder.Certificate, Renewed(key));
        }

        Assert.NotEqual(former, File.ReadAllText(folder.Certificate));
        await server.RestartAsync();
        Assert.Equal(pinned, server.Services.GetRequiredService<ServerIdentity>().TlsKey);
        Assert.Equal("p", (await participant.Calls.GetBalanceAsync(new())).Participant);
        Assert.Single((await server.Operator.Operator.ListMarketsAsync(new())).Markets);

        using var another = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(folder.Certificate, Renewed(another));
        await server.RestartAsync();
        Assert.NotEqual(pinned, server.Services.GetRequiredService<ServerIdentity>().TlsKey);
        var refused = Assert.Throws<IOException>(() => server.Operator.Ask(() => server.Operator.Operator.ListMarkets(new())));
        Assert.Contains("cannot be reached", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_own_certificate_follows_the_address_and_keeps_its_key()
    {
        using var folder = new TemporaryFolder();
        var place = new ServiceFolder(folder.Path);
        var first = ServerIdentity.Of(place, new(place), TimeProvider.System);
        var moved = ServerIdentity.Of(place, new(place) { PublicAddress = "https://market.example.org:7300" }, TimeProvider.System);
        Assert.Equal(first.TlsKey, moved.TlsKey);
        Assert.False(first.Certificate!.MatchesHostname("market.example.org"));
        Assert.True(moved.Certificate!.MatchesHostname("market.example.org"));
        Assert.True(moved.Certificate.MatchesHostname("127.0.0.1"));
        using (var shared = X509CertificateLoader.LoadCertificateFromFile(place.PublicCertificate)) Assert.Equal(moved.Certificate.Thumbprint, shared.Thumbprint);
        Assert.Equal(moved.Certificate.Thumbprint, ServerIdentity.Of(place, new(place), TimeProvider.System).Certificate!.Thumbprint);
    }

    [Fact]
    public void A_certificate_that_the_server_did_not_make_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        var place = new ServiceFolder(folder.Path);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(place.Certificate, Renewed(key));
        var identity = ServerIdentity.Of(place, new(place) { PublicAddress = "https://market.example.org:7300" }, TimeProvider.System);
        Assert.Equal("CN=renewed", identity.Certificate!.Subject);
    }

    private static string Renewed(ECDsa key)
    {
        using var certificate = new CertificateRequest("CN=renewed", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(90));
        return certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    [Fact]
    public void Receipts_are_signed_with_the_same_key_after_a_restart()
    {
        using var folder = new TemporaryFolder();
        var place = new ServiceFolder(folder.Path);
        var first = ServerIdentity.Of(place, new(place), TimeProvider.System);
        var second = ServerIdentity.Of(place, new(place), TimeProvider.System);
        Assert.Equal(first.PublicKey, second.PublicKey);
        using var key = second.SigningKey();
        Assert.Equal(first.PublicKey, key.ExportSubjectPublicKeyInfo());
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(place.ServerKey));
    }
}
