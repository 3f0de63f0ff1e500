using System.Net;
using Ipfl.Service.Dashboard.SignIn;

namespace Ipfl.Service.Tests.Dashboard;

public sealed class SignInRatesTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.2")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1")]
    public async Task Who_tries_too_often_waits_and_others_do_not(string address, string other)
    {
        await using var rates = new SignInRates();
        for (var i = 0; i < SignInRates.TriesAtOnce; i++) Assert.True(rates.Allows(IPAddress.Parse(address)));
        Assert.False(rates.Allows(IPAddress.Parse(address)));
        Assert.True(rates.Allows(IPAddress.Parse(other)));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::7")]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1")]
    public async Task One_site_has_one_allowance(string address, string same)
    {
        await using var rates = new SignInRates();
        for (var i = 0; i < SignInRates.TriesAtOnce; i++) Assert.True(rates.Allows(IPAddress.Parse(address)));
        Assert.False(rates.Allows(IPAddress.Parse(same)));
    }

    [Theory]
    [InlineData("/markets/a/ledger?page=2", "/markets/a/ledger?page=2")]
    [InlineData("/", "/")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("/a\r\nSet-Cookie: x=y", "/")]
    public void Signing_in_leads_to_this_server_alone(string? wanted, string target) => Assert.Equal(target, SignInCookies.Target(wanted));
}
