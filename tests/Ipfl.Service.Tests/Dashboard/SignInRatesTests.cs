using System.Net;
using Ipfl.Service.Dashboard.SignIn;
using Microsoft.Extensions.Time.Testing;

namespace Ipfl.Service.Tests.Dashboard;

public sealed class SignInRatesTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.2")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1")]
    public async Task Who_tries_too_often_waits_and_others_do_not(string address, string other)
    {
        var time = new FakeTimeProvider();
        await using var rates = new SignInRates(time);
        for (var i = 0; i < SignInRates.TriesAtOnce; i++) Assert.True(Try(rates, address, fails: true));
        Assert.False(Try(rates, address, fails: true));
        Assert.True(Try(rates, other, fails: true));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(Try(rates, address, fails: true));
    }

    [Fact]
    public async Task Who_succeeds_uses_nothing_up()
    {
        await using var rates = new SignInRates(new FakeTimeProvider());
        for (var i = 0; i < 5 * SignInRates.TriesAtOnce; i++) Assert.True(Try(rates, "192.0.2.1", fails: false));
    }

    [Fact]
    public async Task Tries_at_the_same_time_count_before_it_is_known_how_they_end()
    {
        await using var rates = new SignInRates(new FakeTimeProvider());
        var address = IPAddress.Parse("192.0.2.1");
        var tries = Enumerable.Range(0, SignInRates.TriesAtOnce).Select(_ => rates.Begin(address)).ToList();
        Assert.All(tries, Assert.NotNull);
        Assert.Null(rates.Begin(address));
        foreach (var one in tries) one!.Dispose();
        Assert.True(Try(rates, "192.0.2.1", fails: false));
    }

    private static bool Try(SignInRates rates, string address, bool fails)
    {
        using var one = rates.Begin(IPAddress.Parse(address));
        if (fails) one?.Failed();
        return one is not null;
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::7")]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1")]
    public async Task One_site_has_one_allowance(string address, string same)
    {
        await using var rates = new SignInRates(new FakeTimeProvider());
        for (var i = 0; i < SignInRates.TriesAtOnce; i++) Assert.True(Try(rates, address, fails: true));
        Assert.False(Try(rates, same, fails: true));
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
