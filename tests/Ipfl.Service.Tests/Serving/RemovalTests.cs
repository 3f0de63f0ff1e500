using Grpc.Core;
using Ipfl.Protocol.V1;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Tests.Serving;

/// <summary>Whom an operator removes is out for good, whatever it was.</summary>
public sealed class RemovalTests
{
    [Fact]
    public async Task One_that_has_left_by_itself_loses_its_key()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        var left = await server.JoinAsync(market, "left");
        await left.Calls.LeaveAsync(new());
        await left.Calls.GetBalanceAsync(new());
        await RemoveAsync(server, market, "left");
        await RemoveAsync(server, market, "left");
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(async () => await left.Calls.GetBalanceAsync(new()))).StatusCode);
        Assert.Equal(["left: a test (key revoked)"], await LoggedAsync(server));
    }

    [Fact]
    public async Task An_auditor_loses_its_key()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        var auditor = await server.EnrolAsync(market, "auditor", deposit: 0, Role.Auditor);
        await auditor.Audits.ReadBalancesAsync(new() { Market = market });
        await RemoveAsync(server, market, "auditor");
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(async () => await auditor.Audits.ReadBalancesAsync(new() { Market = market }))).StatusCode);
        Assert.Equal(["auditor: a test (key revoked)"], await LoggedAsync(server));
    }

    [Fact]
    public async Task Unused_tokens_are_void()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        var invited = await server.Operator.Operator.InviteAsync(new() { Market = market, Name = "invited", Role = Role.Participant, ValidSeconds = 600 });
        await RemoveAsync(server, market, "invited");
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var refused = await Assert.ThrowsAsync<RpcException>(() => server.Connect(key, "invited").EnrolAsync(invited.Token));
        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
        Assert.StartsWith("the token expired", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(["invited: a test (1 unused token void)"], await LoggedAsync(server));
        Assert.Equal(0, (await server.Operator.Operator.GetMarketAsync(new() { Market = market })).OpenInvitations);
    }

    [Fact]
    public async Task Nobody_of_that_name_is_said_to_be_nobody()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        var refused = await Assert.ThrowsAsync<RpcException>(() => RemoveAsync(server, market, "nobody"));
        Assert.Equal((StatusCode.NotFound, "market 'test' has no participant, auditor or invitation 'nobody'"), (refused.StatusCode, refused.Status.Detail));
    }

    [Fact]
    public async Task A_round_does_not_wait_for_the_confirmation_of_one_that_was_removed()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        LightParticipant[] all = [await server.JoinAsync(market, "a", 500), await server.JoinAsync(market, "b", 600), await server.JoinAsync(market, "c", 700)];
        await server.Operator.Operator.OpenMarketAsync(new() { Market = market });
        for (var i = 0; i < all.Length; i++)
        {
            await all[i].WaitAsync(1, RoundPhase.Collecting);
            await all[i].UploadAsync(1, TestModel.Bytes(i + 1));
        }

        await all[0].WaitAsync(1, RoundPhase.Delivering);
        Assert.Equal(Settlement.Pending, (await all[2].Calls.GetResultAsync(new() { Round = 1 })).Settlement);
        await all[0].SettleAsync(1);
        await all[1].SettleAsync(1);
        await RemoveAsync(server, market, "c");
        await all[0].WaitAsync(2, RoundPhase.Collecting);
        await using var db = await server.DatabaseAsync();
        Assert.Equal(Storage.SettlementStage.Voided, (await db.Entries.SingleAsync(row => row.Round == 1 && row.Participant == 2)).Settlement);
    }

    private static async Task RemoveAsync(TestServer server, string market, string name) =>
        await server.Operator.Operator.RemoveParticipantAsync(new() { Market = market, Participant = name, Reason = "a test" });

    private static async Task<List<string>> LoggedAsync(TestServer server)
    {
        await using var db = await server.DatabaseAsync();
        return await db.AuditLog.Where(row => row.Action == "removed").OrderBy(row => row.Id).Select(row => row.Detail).ToListAsync();
    }
}
