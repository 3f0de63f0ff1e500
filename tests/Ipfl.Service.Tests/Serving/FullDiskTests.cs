using System.Net;
using Grpc.Core;
using Ipfl.Protocol.V1;
using Ipfl.Service.Hosting;
using Ipfl.Service.Rounds;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Ipfl.Service.Tests.Serving;

/// <summary>A disk without room, as the server hears of it: markets wait, say why, and go on when there is room.</summary>
public sealed class FullDiskTests
{
    private const int NoSpace = 28;
    private const int UploadSeconds = 600;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public static TheoryData<Exception, bool> Failures() => new()
    {
        { new IOException("No space left on device : '/data/models/m/1.part'", NoSpace), true },
        { new InvalidOperationException("see inside", new SqliteException("database or disk is full", 13)), true },
        { new SqliteException("disk I/O error", 10, 778), true },
        { new SqliteException("disk I/O error", 10, 266), false },
        { new FileNotFoundException("gone"), false },
        { new SqliteException("database is locked", 5), false },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void What_says_that_there_is_no_room_is_told_from_other_failures(Exception failure, bool isFull) => Assert.Equal(isFull, DiskFull.Is(failure));

    [Fact]
    public async Task Markets_wait_while_there_is_no_room_and_deadlines_with_them()
    {
        await using var server = await TestServer.StartAsync(_time);
        var market = await server.CreateMarketAsync(terms => terms.UploadSeconds = UploadSeconds);
        LightParticipant[] both = [await server.JoinAsync(market, "a"), await server.JoinAsync(market, "b")];
        await server.Operator.Operator.OpenMarketAsync(new() { Market = market });
        var before = await both[0].WaitAsync(1, RoundPhase.Collecting);
        using var http = server.Http();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/ready")).StatusCode);

        // A folder where the file is to be that shows whether there is room keeps the server from finding any.
        var obstacle = Directory.CreateDirectory(Path.Combine(server.Options.Folder.Models, "room.tmp"));
        var heartbeat = server.Services.GetRequiredService<Heartbeat>();
        Assert.True(heartbeat.Failed(new IOException("No space left on device : '/data/1.part'", NoSpace)));
        Assert.Equal("No space left on device : '/data/1.part'", (await server.Operator.Operator.GetMarketAsync(new() { Market = market })).Fault);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync("/health/ready")).StatusCode);
        _time.Advance(TimeSpan.FromSeconds(2 * UploadSeconds));
        await Assert.ThrowsAnyAsync<Exception>(() => heartbeat.RequireRoomAsync(default));
        Assert.Equal(RoundPhase.Collecting, (await both[0].Calls.GetRoundAsync(new())).Phase);

        obstacle.Delete();
        await heartbeat.RequireRoomAsync(default);
        var after = await both[0].Calls.GetRoundAsync(new());
        Assert.Equal((RoundPhase.Collecting, before.DeadlineUnixMs + (2 * UploadSeconds * 1000)), (after.Phase, after.DeadlineUnixMs));
        foreach (var participant in both) Assert.True((await participant.UploadAsync(1, TestModel.Bytes(participant.Number + 1))).Accepted);
        await both[0].WaitAsync(1, RoundPhase.Delivering);
        Assert.Equal("", (await server.Operator.Operator.GetMarketAsync(new() { Market = market })).Fault);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task A_market_at_fault_makes_the_server_not_ready()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        LightParticipant[] both = [await server.JoinAsync(market, "a"), await server.JoinAsync(market, "b")];
        await server.Operator.Operator.OpenMarketAsync(new() { Market = market });
        foreach (var participant in both) await participant.WaitAsync(1, RoundPhase.Collecting);
        File.Move(Initial(server, market), $"{Initial(server, market)}.away");
        foreach (var participant in both) await Upload(participant);
        using var http = server.Http();
        while ((await http.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK) await Task.Yield();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/live")).StatusCode);
        File.Move($"{Initial(server, market)}.away", Initial(server, market));
        await both[0].WaitAsync(1, RoundPhase.Delivering);
        while ((await http.GetAsync("/health/ready")).StatusCode != HttpStatusCode.OK) await Task.Yield();
    }

    private static string Initial(TestServer server, string market) => server.Services.GetRequiredService<Models.ModelStore>().Initial(market);

    private static async Task Upload(LightParticipant participant)
    {
        try
        {
            await participant.UploadAsync(1, TestModel.Bytes(participant.Number + 1));
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.FailedPrecondition)
        {
            // It was counted.
        }
    }
}
