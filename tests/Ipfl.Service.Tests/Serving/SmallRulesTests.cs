using System.Runtime.Versioning;
using Grpc.Core;
using Ipfl.Protocol.V1;
using Ipfl.Service.Calls;
using Ipfl.Service.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ipfl.Service.Tests.Serving;

/// <summary>What participants and operators are told and allowed in cases that are few and far between.</summary>
public sealed class SmallRulesTests
{
    [Fact]
    public async Task One_key_changes_its_report_so_often_and_no_oftener()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        var participant = await server.EnrolAsync(market, "p");
        for (var i = 0; i < CallRates.ReportsAtOnce; i++) await participant.ReportAsync(1000 + (i % 2), 0.01, 5e5);
        var refused = await Assert.ThrowsAsync<RpcException>(() => participant.ReportAsync(2000, 0.01, 5e5));
        Assert.Equal((StatusCode.FailedPrecondition, "you have changed your report 20 times within a short while; one more is taken every minute"), (refused.StatusCode, refused.Status.Detail));
        await participant.ReportAsync(1001, 0.01, 5e5);
        await using var db = await server.DatabaseAsync();
        Assert.Equal(CallRates.ReportsAtOnce, await db.AuditLog.CountAsync(row => row.Action == "reported"));
    }

    [Fact]
    public async Task A_closed_market_takes_no_deposit_but_repeats_and_pays_out()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        await server.JoinAsync(market, "p", deposit: 10);
        MoneyRequest Money(string key, long micros) => new() { Market = market, Participant = "p", Micros = micros, Key = key };
        await server.Operator.Operator.DepositAsync(Money("first", 5_000_000));
        await server.Operator.Operator.CloseMarketAsync(new() { Market = market });
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await server.Operator.Operator.DepositAsync(Money("second", 1)));
        Assert.Equal((StatusCode.FailedPrecondition, "market 'test' is closed; it takes no more deposits"), (refused.StatusCode, refused.Status.Detail));
        Assert.Equal(15_000_000, (await server.Operator.Operator.DepositAsync(Money("first", 5_000_000))).AvailableMicros);
        var tooMuch = await Assert.ThrowsAsync<RpcException>(async () => await server.Operator.Operator.PayOutAsync(Money("third", 15_000_001)));
        Assert.Equal("'p' has 15.000000; 15.000001 are needed", tooMuch.Status.Detail);
        Assert.Equal(0, (await server.Operator.Operator.PayOutAsync(Money("fourth", 15_000_000))).AvailableMicros);
    }

    [Fact]
    public async Task A_report_that_counts_already_is_not_put_off_to_the_next_round()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        LightParticipant[] both = [await server.JoinAsync(market, "a"), await server.JoinAsync(market, "b")];
        await server.Operator.Operator.OpenMarketAsync(new() { Market = market });
        await both[0].WaitAsync(1, RoundPhase.Collecting);
        var report = new ParticipantReport { Samples = 1000, SharingCost = 0.01, GainScale = 5e5 };
        Assert.Equal(1, (await both[0].Calls.SendReportAsync(new() { Report = report })).EffectiveRound);
        Assert.Equal(2, (await both[0].Calls.SendReportAsync(new() { Report = new(report) { Samples = 999 } })).EffectiveRound);
        Assert.Equal(1, (await both[0].Calls.SendReportAsync(new() { Report = report })).EffectiveRound);
    }

    [Fact]
    public async Task Who_says_nothing_of_its_centre_is_told_by_its_name_and_stages_are_logged()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        await using var server = await TestServer.StartAsync(time);
        using var log = new LogLines();
        server.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        var market = await server.CreateMarketAsync();
        LightParticipant[] both = [await server.JoinAsync(market, "quiet"), await server.JoinAsync(market, "silent")];
        await log.SawAsync("Market test: quiet has enrolled as Participant.");
        await server.Operator.Operator.OpenMarketAsync(new() { Market = market });
        await log.SawAsync("Market test: round 1 is Collecting.");
        foreach (var participant in both) await participant.UploadAsync(1, TestModel.Bytes(participant.Number + 1));
        await both[0].WaitAsync(1, RoundPhase.Delivering);
        await log.SawAsync("Market test: round 1 is Delivering.");
        time.Advance(TimeSpan.FromSeconds(600));
        await both[0].WaitAsync(2, RoundPhase.Collecting);
        await log.SawAsync("Market test: round 2 is Collecting.");
        await using var db = await server.DatabaseAsync();
        var voided = await db.AuditLog.Where(row => row.Action == "voided").Select(row => row.Detail).ToListAsync();
        Assert.NotEmpty(voided);
        Assert.All(voided, detail => Assert.Matches("^(quiet|silent) did not confirm its centre of round 1$", detail));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task The_database_and_all_models_are_their_owners_alone()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows has other rights");
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        LightParticipant[] both = [await server.JoinAsync(market, "a"), await server.JoinAsync(market, "b")];
        await server.Operator.Operator.OpenMarketAsync(new() { Market = market });
        await both[0].WaitAsync(1, RoundPhase.Collecting);
        var reordered = TestModel.Bytes(("b", TestModel.Numbers(1)[8..]), ("a", TestModel.Numbers(1)[..8]));
        await both[0].UploadAsync(1, reordered);
        await both[1].UploadAsync(1, TestModel.Bytes(2));
        await both[0].WaitAsync(1, RoundPhase.Delivering);
        var files = Directory.GetFiles(server.Services.GetRequiredService<ModelStore>().Initial(market)[..^"/initial.safetensors".Length], "*", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(server.Options.Folder.Root, "market.db*")).ToList();
        Assert.True(files.Count >= 5, string.Join(' ', files));
        Assert.All(files, file => Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file) & others));
    }
}
