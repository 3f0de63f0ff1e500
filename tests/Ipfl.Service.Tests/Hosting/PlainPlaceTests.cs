using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Ipfl.Learning;
using Ipfl.Service.Dashboard.SignIn;
using Ipfl.Service.Hosting;
using Ipfl.Service.Tests.Serving;

namespace Ipfl.Service.Tests.Hosting;

/// <summary>A server without TLS, which stands behind a program that speaks it: calls, pages and probes come to one port.</summary>
public sealed class PlainPlaceTests
{
    [Fact]
    public async Task Both_versions_of_HTTP_are_spoken_at_one_port()
    {
        await using var server = await StartAsync();
        Assert.Equal("test", (await server.Operator.Operator.GetMarketAsync(new() { Market = await server.CreateMarketAsync() })).Terms.Market);
        using var http = server.Http();
        foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var health = await http.SendAsync(Request(HttpMethod.Get, "/health/ready", version), TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.OK, version), (health.StatusCode, health.Version));
        }

        using var page = await http.SendAsync(Request(HttpMethod.Get, "/sign-in", HttpVersion.Version11), TestContext.Current.CancellationToken);
        Assert.Contains("Secret", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /health/live HTTP/1.0\r\n\r\n", 1, "HTTP/1.1 200 OK")]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 1, "HTTP/1.1 200 OK")]
    [InlineData("PROPFIND / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 4, "HTTP/1.1 ")]
    [InlineData("PRI * HTTP/1.1\r\nHost: a\r\n\r\n", 3, "HTTP/1.1 405 Method Not Allowed")]
    [InlineData("\0\0\0\r\n\r\n", 4, "HTTP/1.1 400 Bad Request")]
    public async Task A_connection_is_told_by_its_first_bytes_however_they_arrive(string sent, int piece, string expected)
    {
        await using var server = await StartAsync();
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, new Uri(server.Address).Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        foreach (var bytes in Encoding.ASCII.GetBytes(sent).Chunk(piece)) await stream.WriteAsync(bytes, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        Assert.StartsWith(expected, await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_ends_while_a_connection_says_nothing()
    {
        await using var server = await StartAsync();
        using var silent = new TcpClient();
        await silent.ConnectAsync(IPAddress.Loopback, new Uri(server.Address).Port, TestContext.Current.CancellationToken);
        await server.RestartAsync();
        Assert.Equal(0, await silent.GetStream().ReadAsync(new byte[1], TestContext.Current.CancellationToken));
        using var http = server.Http();
        Assert.Equal("Healthy", await http.GetStringAsync(new Uri("/health/live", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("192.0.2.0/24", false)]
    [InlineData("127.0.0.0/8", true)]
    public async Task Who_calls_is_taken_from_configured_proxies_alone(string? proxy, bool isBelieved)
    {
        await using var server = await StartAsync(options => options with { Proxies = proxy is null ? [] : [proxy] });
        using var http = server.Http();
        Assert.Equal(isBelieved, await AreAllHeardAsync(http, i => $"203.0.113.{i}"));

        // What a caller says before the proxy does is no more than its word.
        Assert.False(await AreAllHeardAsync(http, i => $"198.51.100.{i}, 203.0.113.77"));
    }

    [Fact]
    public async Task What_is_no_address_of_a_proxy_is_refused()
    {
        using var folder = new TemporaryFolder();
        var options = new ServeOptions(new ServiceFolder(folder.File("data"))) { Proxies = ["127.0.0.1", "nginx"] };
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => MarketServer.BuildAsync(options, new MappedAggregator(1), cancellation: TestContext.Current.CancellationToken));
        Assert.Equal("--proxy: found 'nginx'; allowed: the address of a proxy, such as 127.0.0.1, or a network, such as 10.0.0.0/8", refusal.Message);
        Assert.True(folder.IsEmpty);
    }

    private static Task<TestServer> StartAsync(Func<ServeOptions, ServeOptions>? change = null) => TestServer.StartAsync(change: options =>
    {
        var plain = options with { Listen = options.Listen.Replace("https", "http", StringComparison.Ordinal) };
        return change?.Invoke(plain) ?? plain;
    });

    private static async Task<bool> AreAllHeardAsync(HttpClient http, Func<int, string> forwarded)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 3 * SignInRates.TriesAtOnce).Select(i => GuessAsync(http, forwarded(i))));
        return answers.All(answer => answer == HttpStatusCode.OK);
    }

    /// <summary>A wrong secret from an address, as a proxy passes it on; cookies are for https alone, so they are carried by hand.</summary>
    private static async Task<HttpStatusCode> GuessAsync(HttpClient http, string forwarded)
    {
        using var form = await http.GetAsync(new Uri("/sign-in", UriKind.Relative), TestContext.Current.CancellationToken);
        var page = await form.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var request = Request(HttpMethod.Post, "/sign-in", HttpVersion.Version11);
        request.Headers.Add("Cookie", form.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));
        request.Headers.Add("X-Forwarded-For", forwarded);
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "sign-in",
            ["__RequestVerificationToken"] = Regex.Match(page, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value,
            ["Form.Name"] = "operator",
            ["Form.Secret"] = "guess",
        });
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, Version version) =>
        new(method, path) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
}
