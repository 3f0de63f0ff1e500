using Ipfl.Protocol.Signing;
using Ipfl.Protocol.V1;

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
}
