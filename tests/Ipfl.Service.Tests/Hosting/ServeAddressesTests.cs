using System.Net;
using System.Net.Sockets;
using Ipfl.Service.Hosting;

namespace Ipfl.Service.Tests.Hosting;

/// <summary>Where a server listens and is reached: what cannot be meant is refused in one line before anything is written.</summary>
public sealed class ServeAddressesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private ServeOptions Options => new(new ServiceFolder(_folder.File("data")));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("foo")]
    [InlineData("https://127.0.0.1:99999")]
    [InlineData("https://127.0.0.1:0")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("https://127.0.0.1:7300/market")]
    [InlineData("/tmp")]
    [InlineData("")]
    public async Task What_is_no_address_is_refused(string address)
    {
        const string allowed = "allowed: http:// or https://, a host and a port from 1 to 65535, such as https://127.0.0.1:7300";
        Assert.Equal($"--listen: found '{address}'; {allowed}", await RefusalAsync(Options with { Listen = address }));
        Assert.Equal($"--public: found '{address}'; {allowed}", await RefusalAsync(Options with { PublicAddress = address }));
        Assert.Equal($"--public: found '{address}'; {allowed}", await RefusalAsync(Options with { Listen = "http://127.0.0.1:7300", PublicAddress = address }));
    }

    [Theory]
    [InlineData("https://nowhere.invalid:7300", "the name nowhere.invalid is not known here")]
    [InlineData("https://192.0.2.1:7300", "192.0.2.1 is no address of this machine")]
    public async Task Places_elsewhere_are_refused(string address, string why) =>
        Assert.StartsWith($"--listen: found '{address}': {why}", await RefusalAsync(Options with { Listen = address }), StringComparison.Ordinal);

    [Theory]
    [InlineData("https://0.0.0.0:7300", "https://localhost:7300")]
    [InlineData("https://[::]:7300", "https://localhost:7300")]
    [InlineData("http://[::ffff:0.0.0.0]:7300", "http://localhost:7300")]
    [InlineData("https://0:7300", "https://localhost:7300")]
    public async Task All_addresses_together_are_none_that_others_could_be_told(string address, string dashboard)
    {
        var addresses = ServeAddresses.Of(Options with { Listen = address });
        Assert.Null(addresses.Public);
        Assert.Equal(dashboard, addresses.Dashboard);
        var named = ServeAddresses.Of(Options with { Listen = address, PublicAddress = "https://market.example.org" });
        Assert.Equal(("https://market.example.org", "market.example.org"), (named.Dashboard, named.Public!.Host));
        Assert.StartsWith($"--public: found '{address}', which stands for all addresses", await RefusalAsync(Options with { PublicAddress = address }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_that_would_do_nothing_are_refused()
    {
        Assert.StartsWith("--key: found 'k.pem' without --certificate", await RefusalAsync(Options with { CertificateKey = "k.pem" }), StringComparison.Ordinal);
        var plain = Options with { Listen = "http://127.0.0.1:7300", Certificate = "c.pem" };
        Assert.StartsWith("--certificate: found 'c.pem', but --listen http://127.0.0.1:7300 speaks no TLS", await RefusalAsync(plain), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://localhost:7300", "127.0.0.1")]
    [InlineData("https://0.0.0.0:7300", "0.0.0.0")]
    [InlineData("http://127.0.0.2:7300", "127.0.0.2")]
    public async Task Places_of_this_machine_are_listened_at(string address, string expected)
    {
        if (OperatingSystem.IsMacOS() && expected == "127.0.0.2") Assert.Skip("macOS has one loopback address");
        Assert.Equal([IPAddress.Parse(expected)], await LocalAsync(address));
    }

    [Fact]
    public async Task A_name_stands_for_its_addresses_and_not_for_all()
    {
        var known = await AddressesOfThisMachineAsync();
        Assert.SkipWhen(known.Length == 0, "this machine does not know its own name");
        Assert.Equal(known, await LocalAsync($"https://{Dns.GetHostName()}:7300"));
    }

    private static async Task<IPAddress[]> AddressesOfThisMachineAsync()
    {
        try
        {
            return await Dns.GetHostAddressesAsync(Dns.GetHostName(), TestContext.Current.CancellationToken);
        }
        catch (SocketException)
        {
            return [];
        }
    }

    private Task<IPAddress[]> LocalAsync(string address) =>
        ServeAddresses.Of(Options with { Listen = address }).LocalAsync(TestContext.Current.CancellationToken);

    private async Task<string> RefusalAsync(ServeOptions options)
    {
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => MarketServer.BuildAsync(options, new Learning.MappedAggregator(1), cancellation: TestContext.Current.CancellationToken));
        Assert.True(_folder.IsEmpty);
        Assert.DoesNotContain('\n', refusal.Message);
        return refusal.Message;
    }
}
