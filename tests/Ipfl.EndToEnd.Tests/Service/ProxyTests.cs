using System.Net;
using System.Net.Sockets;

namespace Ipfl.EndToEnd.Tests.Service;

/// <summary>Commands where the environment names an HTTP proxy.</summary>
public sealed class ProxyTests : IDisposable
{
    private const string Host = "market.invalid"; // only a proxy can find it
    private static readonly string Nowhere = $"http://127.0.0.1:{FreePort.Next()}";
    private readonly ServedMarket _market = new(address => ["--public", Named(address)]);

    public void Dispose() => _market.Dispose();

    [Fact]
    public void A_server_elsewhere_is_reached_through_a_tunnel()
    {
        using var proxy = new TunnelProxy();
        _market.CreateMarket("--task", "demo");
        Configure();
        var enrolled = Run(proxy.Address, "agent", "enrol", "--token", _market.Invite("ann"), "--config", "ann.toml");
        Assert.Equal((0, true), (enrolled.ExitCode, enrolled.Error.Contains($"at {Named(_market.Address)}", StringComparison.Ordinal)));
        Assert.Contains("\"available\":\"1000", Run(proxy.Address, "agent", "status", "--json", "--config", "ann.toml").Out.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("ann", Status(proxy.Address, Named(_market.Address)).Out, StringComparison.Ordinal);
        Assert.Equal($"CONNECT {new Uri(Named(_market.Address)).Authority} HTTP/1.1", Assert.Single(proxy.Requests.Distinct()));
    }

    [Fact]
    public void This_machine_and_what_NO_PROXY_names_are_reached_straight()
    {
        _market.CreateMarket("--task", "demo");
        var straight = Status(Nowhere, _market.Address);
        Assert.Equal((0, ""), (straight.ExitCode, straight.Error));
        Assert.Contains($"{Named(_market.Address)}: cannot be reached (", Status(Nowhere, Named(_market.Address), Host).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_proxy_that_fails_is_named()
    {
        _market.CreateMarket("--task", "demo");
        Configure();
        var withPassword = Nowhere.Replace("http://", "http://user:secret@", StringComparison.Ordinal);
        var token = _market.Invite("ann");
        var server = Named(_market.Address);
        Fails(Status(withPassword, server), $"ipfl: {server}: cannot be reached through the proxy {Nowhere} (Connection refused)\n");
        Fails(Run(withPassword, "agent", "enrol", "--token", token, "--config", "ann.toml"), $"ipfl: {server} cannot be reached through the proxy {Nowhere} (");
        using var refusing = new TunnelProxy("502 Bad Gateway");
        Fails(Status(refusing.Address, server), $"ipfl: {server}: cannot be reached through the proxy {refusing.Address} (");
        Fails(Run(refusing.Address, "agent", "enrol", "--token", token, "--config", "ann.toml"), $"ipfl: {server} cannot be reached through the proxy {refusing.Address} (");
    }

    [Fact]
    public async Task A_collector_on_this_machine_is_reached_straight()
    {
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        collector.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)collector.LocalEndpoint).Port}";
        var sent = collector.AcceptTcpClientAsync(TestContext.Current.CancellationToken).AsTask();
        using var folder = new TemporaryFolder();
        var environment = Through(Nowhere, "");
        environment["OTEL_METRIC_EXPORT_INTERVAL"] = "500";
        using var server = IpflProcess.Start(folder, environment, (_, _) => { }, "serve", "--data", "server", "--listen", $"https://127.0.0.1:{FreePort.Next()}", "--telemetry", address);
        using var stream = await sent;
        Assert.True(stream.Connected);
    }

    private static string Named(string address) => address.Replace("127.0.0.1", Host, StringComparison.Ordinal);

    private static void Fails(Finished finished, string expected)
    {
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains(expected, finished.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", finished.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", finished.Error, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Through(string proxy, string straight) => new()
    {
        ["HTTP_PROXY"] = proxy,
        ["HTTPS_PROXY"] = proxy,
        ["NO_PROXY"] = straight,
    };

    private void Configure() => _market.Folder.Write("ann.toml", "[network]\ntimeout_seconds = 20\nretry_seconds = 0.1\n[data]\nset = \"fashion-mnist\"\n");

    private Finished Status(string proxy, string server, string straight = "") =>
        IpflProcess.Run(_market.Folder, Through(proxy, straight), "market", "status", ServedMarket.Market, "--data", _market.Data, "--server", server);

    private Finished Run(string proxy, params string[] args) => IpflProcess.Run(_market.Folder, Through(proxy, ""), args);
}
