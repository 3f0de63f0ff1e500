using Grpc.Core;
using Ipfl.Protocol.V1;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Tests.Serving;

/// <summary>What comes when it can count no more, or comes again.</summary>
public sealed class TooLateTests
{
    [Fact]
    public async Task Who_has_left_can_repeat_its_report_but_not_change_it()
    {
        await using var server = await TestServer.StartAsync();
        var left = await server.JoinAsync(await server.CreateMarketAsync(), "left", samples: 1000);
        await left.Calls.LeaveAsync(new());
        await left.ReportAsync(1000, 0.01, 5e5);
        await RefusedAsync("you have left market 'test'; another report counts no more", () => left.ReportAsync(1001, 0.01, 5e5));
    }

    [Fact]
    public async Task A_closed_market_takes_neither_reports_nor_participants()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        var there = await server.JoinAsync(market, "there");
        var invited = await server.Operator.Operator.InviteAsync(new() { Market = market, Name = "late", Role = Role.Participant, DepositMicros = 5_000_000, ValidSeconds = 600 });
        await server.Operator.Operator.CloseMarketAsync(new() { Market = market });
        await RefusedAsync("market 'test' is closed; another report counts no more", () => there.ReportAsync(1001, 0.01, 5e5));
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        await RefusedAsync("market 'test' is closed; it takes no more participants", () => server.Connect(key, "late").EnrolAsync(invited.Token));
        Assert.Equal(-1_000_000_000, (await server.Operator.Auditor.ReadBalancesAsync(new() { Market = market })).OutsideMicros);
    }

    [Fact]
    public async Task A_repeated_deposit_moves_money_once_and_is_logged_once()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        await server.JoinAsync(market, "p", deposit: 0);
        var request = new MoneyRequest { Market = market, Participant = "p", Micros = 7_000_000, Key = "k" };
        await server.Operator.Operator.DepositAsync(request);
        Assert.Equal(7_000_000, (await server.Operator.Operator.DepositAsync(request)).AvailableMicros);
        await using var db = await server.DatabaseAsync();
        Assert.Equal("p 7.000000 (k)", (await db.AuditLog.SingleAsync(row => row.Action == "deposit")).Detail);
    }

    private static async Task RefusedAsync(string told, Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal((StatusCode.FailedPrecondition, told), (refused.StatusCode, refused.Status.Detail));
    }
}
