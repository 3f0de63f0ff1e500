using System.Security.Cryptography.X509Certificates;
using Ipfl.EndToEnd.Tests.Dashboard;
using Ipfl.Service.Storage;
using Ipfl.Service.Tests.Dashboard;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace Ipfl.EndToEnd.Tests.Service;

/// <summary>The files of docs/proxy.md, run by the real proxies: agents trade and browsers follow a market through them.</summary>
[Trait("Category", "Long")]
public sealed class ReverseProxyTests : IDisposable
{
    private const string Configuration = "[data]\nset = \"fashion-mnist\"\n[report]\nsharing_cost = 0.001\n";
    private readonly TemporaryFolder _folder = new();
    private ReverseProxy? _proxy;

    public void Dispose()
    {
        _proxy?.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("nginx")]
    [InlineData("caddy")]
    public async Task Agents_take_part_through_it(string program)
    {
        using var market = new ServedMarket(server => ["--public", Start(program, server), "--proxy", "127.0.0.1"], scheme: "http");
        await _proxy!.AwaitAsync();
        market.AgentVariables["SSL_CERT_FILE"] = _proxy.Certificate;
        market.CreateMarket("--task", "demo", "--set", "steps=2", "--rounds", "2", "--upload-seconds", "3600", "--delivery-seconds", "3600");
        foreach (var name in new[] { "ann", "bob" }) market.Enrol(name, Configuration);
        Assert.Contains($"\"Server\":\"{_proxy.Address}\"", File.ReadAllText(market.Folder.File("ann/agent-state/enrolment.json")).Replace(" ", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        market.StartAndReport("ann", "bob");
        market.Open();
        foreach (var name in new[] { "ann", "bob" })
        {
            var ended = market.Ended(name);
            Assert.True(ended.ExitCode == 0, ended.Error);
        }

        using var certificate = X509CertificateLoader.LoadCertificateFromFile(_proxy.Certificate);
        using var http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => certificate.Equals(shown) },
        });
        Assert.Equal("Healthy", await http.GetStringAsync(new Uri($"{_proxy.Address}/health/ready"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("nginx")]
    [InlineData("caddy")]
    public async Task A_browser_signs_in_and_follows_a_round_through_it(string program)
    {
        await using var browsing = await Browsing.SignedInAsync(Browsing.Desktop, front: server => Start(program, server));
        await browsing.GoAsync($"/markets/{SeededMarket.Name}", SeededMarket.Name);
        await Assertions.Expect(browsing.Page.GetByText("4 of 8")).ToBeVisibleAsync();
        await browsing.ChangeAsync(async db => (await db.Entries.SingleAsync(row => row.Round == SeededMarket.Settled + 1 && row.Participant == 4)).Stage = EntryStage.Accepted);
        await Assertions.Expect(browsing.Page.GetByText("5 of 8")).ToBeVisibleAsync();
        browsing.AssertNoFaults();
    }

    private string Start(string program, string server)
    {
        _proxy = ReverseProxy.Start(program, _folder, server);
        return _proxy.Address;
    }
}
