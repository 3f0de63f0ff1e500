using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Grpc.Core;
using Ipfl.Service.Calls;
using Ipfl.Service.Tests.Serving;

namespace Ipfl.Service.Tests.Hostile;

/// <summary>More calls than anybody should make: the one who makes them is told to wait, the others do not notice.</summary>
[Collection(nameof(Alone))]
public sealed class FloodTests
{
    private const int Calls = 2500;
    private const string Balance = "/ipfl.v1.Participant/GetBalance";

    [Fact]
    public async Task A_participant_that_floods_is_told_to_wait_and_others_are_answered()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        var (flooder, other) = (await server.JoinAsync(market, "flooder"), await server.JoinAsync(market, "other"));
        using var calls = new RawCalls(server);
        var (statuses, seconds) = await FloodAsync(other, () => calls.CallAsync(flooder.Key, Balance, []));
        Assert.Equal([StatusCode.OK, StatusCode.ResourceExhausted], statuses.Keys.Order());
        Assert.InRange(statuses[StatusCode.OK], 50, 200 + (CallRates.CallsPerSecond * (seconds + 2)));
    }

    [Fact]
    public async Task A_flood_without_a_good_signature_is_refused_and_others_are_answered()
    {
        await using var server = await TestServer.StartAsync();
        var other = await server.JoinAsync(await server.CreateMarketAsync(), "other");
        using var calls = new RawCalls(server);
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (statuses, seconds) = await FloodAsync(other, () => calls.CallAsync(stranger, Balance, []));
        Assert.Equal([StatusCode.ResourceExhausted, StatusCode.Unauthenticated], statuses.Keys.Order());
        Assert.InRange(statuses[StatusCode.Unauthenticated], 1, 200 + (20 * (seconds + 2)));
    }

    private static async Task<(Dictionary<StatusCode, int> Statuses, double Seconds)> FloodAsync(LightParticipant other, Func<Task<RawReply>> call)
    {
        var statuses = new ConcurrentBag<StatusCode>();
        var start = Stopwatch.GetTimestamp();
        var flood = Parallel.ForEachAsync(Enumerable.Range(0, Calls), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (_, _) => statuses.Add((await call()).Status));
        for (var i = 0; i < 30; i++) await other.Calls.GetBalanceAsync(new());
        await flood;
        await other.Calls.GetBalanceAsync(new());
        Assert.Equal(Calls, statuses.Count);
        return (statuses.GroupBy(status => status).ToDictionary(group => group.Key, group => group.Count()), Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
