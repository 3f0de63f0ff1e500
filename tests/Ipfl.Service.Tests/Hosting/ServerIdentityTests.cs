using Ipfl.Service.Hosting;

namespace Ipfl.Service.Tests.Hosting;

/// <summary>What a server is known by.</summary>
public sealed class ServerIdentityTests
{
    [Fact]
    public void Its_certificate_is_made_once_and_pinned_whoever_made_it()
    {
        using var folder = new TemporaryFolder();
        var place = new ServiceFolder(folder.Path);
        var own = ServerIdentity.Of(place, new(place), TimeProvider.System);
        Assert.Equal(64, own.CertificateDigest.Length);
        Assert.Equal(own.CertificateDigest, ServerIdentity.Of(place, new(place), TimeProvider.System).CertificateDigest);
        Assert.Equal(own.CertificateDigest, ServerIdentity.Of(place, new(place) { Certificate = place.Certificate }, TimeProvider.System).CertificateDigest);
        Assert.Equal("", ServerIdentity.Of(place, new(place) { Listen = "http://127.0.0.1:7300" }, TimeProvider.System).CertificateDigest);
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
