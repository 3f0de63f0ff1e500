using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Ipfl.Protocol.V1;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Tests.Serving;

/// <summary>Keys that were lost or that somebody else has: revoked at once, replaced without loss, all of it in the audit log.</summary>
public sealed class KeyTests
{
    [Fact]
    public async Task A_participant_goes_on_under_its_name_with_its_money_and_another_key()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        LightParticipant[] both = [await server.JoinAsync(market, "a", deposit: 7), await server.JoinAsync(market, "b")];
        await server.Operator.Operator.OpenMarketAsync(new() { Market = market });
        await both[0].WaitAsync(1, RoundPhase.Collecting);
        var first = await RenewAsync(server, market, "a");
        var token = await RenewAsync(server, market, "a");
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(async () => await both[0].Calls.GetBalanceAsync(new()))).StatusCode);

        var another = server.Connect(ECDsa.Create(ECCurve.NamedCurves.nistP256), "a");
        Assert.Contains("expired", (await Assert.ThrowsAsync<RpcException>(() => another.EnrolAsync(first))).Status.Detail, StringComparison.Ordinal);
        Assert.Contains("agent.key", (await Assert.ThrowsAsync<RpcException>(() => both[0].EnrolAsync(token))).Status.Detail, StringComparison.Ordinal);
        await another.EnrolAsync(token);
        await another.EnrolAsync(token);
        Assert.Equal(both[0].Number, another.Number);
        Assert.Equal(both[0].ServerKey, another.ServerKey);
        var balance = await another.Calls.GetBalanceAsync(new());
        Assert.Equal(("a", 7_000_000), (balance.Participant, balance.AvailableMicros));
        Assert.True((await another.UploadAsync(1, TestModel.Bytes(1))).Accepted);
        await both[1].UploadAsync(1, TestModel.Bytes(2));
        await another.WaitAsync(1, RoundPhase.Delivering);
        await another.SettleAsync(1);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(async () => await both[0].Calls.GetBalanceAsync(new()))).StatusCode);
        await using var db = await server.DatabaseAsync();
        Assert.Equal(["key-revoked", "key-revoked", "key-renewed"], await db.AuditLog.Where(row => row.Action.StartsWith("key-")).OrderBy(row => row.Id).Select(row => row.Action).ToListAsync());
        await server.Operator.Operator.RemoveParticipantAsync(new() { Market = market, Participant = "a", Reason = "test" });
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(async () => await another.Calls.GetBalanceAsync(new()))).StatusCode);
        var refused = await Assert.ThrowsAsync<RpcException>(() => RenewAsync(server, market, "a"));
        Assert.Equal("'a' was removed from market 'test'", refused.Status.Detail);
    }

    [Fact]
    public async Task An_auditor_gets_another_key_too()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        var auditor = await server.EnrolAsync(market, "eye", 0, Role.Auditor);
        var another = server.Connect(ECDsa.Create(ECCurve.NamedCurves.nistP256), "eye");
        await another.EnrolAsync(await RenewAsync(server, market, "eye"));
        await another.Audits.ReadBalancesAsync(new() { Market = market });
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(async () => await auditor.Audits.ReadBalancesAsync(new() { Market = market }))).StatusCode);
    }

    [Fact]
    public async Task Operators_have_names_and_a_leaked_key_is_revoked_at_once()
    {
        await using var server = await TestServer.StartAsync();
        var carol = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var added = await server.Operator.Operator.AddOperatorAsync(new() { Name = "carol", PublicKey = ByteString.CopyFrom(carol.ExportSubjectPublicKeyInfo()) });
        Assert.Equal(["operator", "carol"], added.Operators_.Select(one => one.Name));
        var second = server.Connect(carol, "carol");
        await second.Operations.CreateMarketAsync(new() { Terms = TestServer.Terms() });
        await second.Operations.RevokeOperatorAsync(new() { Name = "operator" });
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(async () => await server.Operator.Operator.ListMarketsAsync(new()))).StatusCode);
        Assert.Equal(StatusCode.FailedPrecondition, (await Assert.ThrowsAsync<RpcException>(async () => await second.Operations.RevokeOperatorAsync(new() { Name = "carol" }))).StatusCode);
        await using var db = await server.DatabaseAsync();
        Assert.Equal("carol", (await db.AuditLog.SingleAsync(row => row.Action == "created")).Actor);

        // A restart makes no operator of who was revoked; the owner of the folder becomes one again when that is asked for.
        await server.RestartAsync();
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(async () => await server.Operator.Operator.ListMarketsAsync(new()))).StatusCode);
        await server.RestartAsync(options => options with { RenewsOperatorKey = true });
        Assert.Equal(3, (await server.Operator.Operator.ListOperatorsAsync(new())).Operators_.Count);
    }

    [Fact]
    public async Task An_operator_puts_another_key_in_the_place_of_its_own()
    {
        await using var server = await TestServer.StartAsync();
        var another = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await server.Operator.Operator.RotateOperatorAsync(new() { PublicKey = ByteString.CopyFrom(another.ExportSubjectPublicKeyInfo()) });
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(async () => await server.Operator.Operator.ListMarketsAsync(new()))).StatusCode);
        var operators = await server.Connect(another, "operator").Operations.ListOperatorsAsync(new());
        Assert.Equal([true, false], operators.Operators_.Select(one => one.RevokedUnixMs > 0));
        Assert.All(operators.Operators_, one => Assert.Equal("operator", one.Name));
    }

    private static async Task<string> RenewAsync(TestServer server, string market, string name) =>
        (await server.Operator.Operator.RenewKeyAsync(new() { Market = market, Name = name, ValidSeconds = 3600 })).Token;
}
