using System.Net;

namespace Ipfl.Agent.Tests.Connection;

/// <summary>Which servers are called through the proxy, and which straight.</summary>
public sealed class ProxyRouteTests
{
    private static readonly Uri Proxy = new("http://proxy.example.org:3128");

    [Theory]
    [InlineData("https://market.example.org:7300", null, true)]
    [InlineData("https://192.0.2.7:7300", "", true)]
    [InlineData("https://localhost:7300", null, false)]
    [InlineData("https://a.localhost:7300", null, false)]
    [InlineData("https://127.0.0.1:7300", null, false)]
    [InlineData("https://127.8.9.10:7300", null, false)]
    [InlineData("https://[::1]:7300", null, false)]
    [InlineData("https://[::ffff:127.0.0.1]:7300", null, false)]
    [InlineData("https://0.0.0.0:7300", null, false)]
    [InlineData("https://localhost.example.org:7300", null, true)]
    [InlineData("https://market.example.org:7300", "*", false)]
    [InlineData("https://market.example.org:7300", "market.example.org", false)]
    [InlineData("https://MARKET.example.org:7300", "other, Market.Example.Org ", false)]
    [InlineData("https://market.example.org:7300", "example.org", false)]
    [InlineData("https://market.example.org:7300", ".example.org", false)]
    [InlineData("https://example.org:7300", ".example.org", false)]
    [InlineData("https://market.example.org:7300", "*.example.org", false)]
    [InlineData("https://market.counterexample.org:7300", "example.org", true)]
    [InlineData("https://market.example.org:7300", "market.example.org:7300", false)]
    [InlineData("https://market.example.org:7300", "market.example.org:443", true)]
    [InlineData("https://10.1.2.3:7300", "10.0.0.0/8", false)]
    [InlineData("https://10.1.2.3:7300", "a.example.org 10.1.2.3", false)]
    [InlineData("https://10.1.2.3:7300", "10.1.2.3:7300", false)]
    [InlineData("https://10.1.2.3:7300", "10.1.2.4,192.168.0.0/16,*.10.1", true)]
    [InlineData("https://[fd00::7]:7300", "fd00::/8", false)]
    [InlineData("https://[fd00::7]:7300", "fd00::7", false)]
    [InlineData("https://[fd00::7]:7300", "[fd00::7]:7300", false)]
    [InlineData("https://[fd00::7]:7300", "[fd00::7]:443", true)]
    [InlineData("https://market.example.org:7300", ":7300, ,.", true)]
    public void This_machine_and_what_NO_PROXY_names_are_reached_straight(string server, string? straight, bool isProxied)
    {
        var route = new ProxyRoute(new WebProxy(Proxy), straight);
        Assert.Equal(isProxied ? Proxy : null, route.GetProxy(new(server)));
        Assert.Equal(!isProxied, route.IsBypassed(new(server)));
    }

    [Fact]
    public void Messages_name_the_proxy_and_not_its_password()
    {
        var route = new ProxyRoute(new WebProxy(new Uri("http://ann:secret@proxy.example.org:3128")), null);
        Assert.Equal(" through the proxy http://proxy.example.org:3128", ProxyRoute.Said(route, new("https://market.example.org")));
        Assert.Equal("", ProxyRoute.Said(route, new("https://127.0.0.1:7300")));
    }
}
