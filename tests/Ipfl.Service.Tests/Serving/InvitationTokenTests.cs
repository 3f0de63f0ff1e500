using Ipfl.Protocol.Signing;
using Ipfl.Protocol.V1;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Tests.Serving;

/// <summary>What a token tells a program before it is used.</summary>
public sealed class InvitationTokenTests
{
    [Theory]
    [InlineData(Role.Participant, null)]
    [InlineData(Role.Auditor, EnrolmentToken.Auditor)]
    public async Task It_says_whether_it_is_an_auditors(Role role, string? expected)
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        var reply = await server.Operator.Operator.InviteAsync(new() { Market = market, Name = "ann", Role = role, ValidSeconds = 60 });
        Assert.Equal(expected, EnrolmentToken.TryParse(reply.Token)!.Role);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("[::]")]
    public async Task A_server_at_every_address_invites_nobody_until_it_is_told_its_own(string everywhere)
    {
        await using var server = await TestServer.StartAsync(change: options => options with { Listen = options.Listen.Replace("127.0.0.1", everywhere, StringComparison.Ordinal) });
        var port = new Uri(server.Address).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var market = await server.CreateMarketAsync();
        var refused = Assert.Throws<InvalidDataException>(() => server.Operator.Ask(() => server.Operator.Operator.Invite(new() { Market = market, Name = "ann", Role = Role.Participant, ValidSeconds = 60 })));
        Assert.Equal(
            $"{server.Address}: the server listens at https://{everywhere}:{port}, which is every address of its machine, and an invitation names one: start it with --public https://HOST:{port}",
            refused.Message);
        await using (var db = await server.DatabaseAsync()) Assert.False(await db.Invitations.AnyAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task It_names_the_address_that_the_server_was_told()
    {
        await using var server = await TestServer.StartAsync(change: options =>
            options with { Listen = options.Listen.Replace("127.0.0.1", "0.0.0.0", StringComparison.Ordinal), PublicAddress = "https://market.example.org:7300" });
        var market = await server.CreateMarketAsync();
        var reply = await server.Operator.Operator.InviteAsync(new() { Market = market, Name = "ann", Role = Role.Participant, ValidSeconds = 60 });
        Assert.Equal("https://market.example.org:7300", EnrolmentToken.TryParse(reply.Token)!.Server);
    }
}
