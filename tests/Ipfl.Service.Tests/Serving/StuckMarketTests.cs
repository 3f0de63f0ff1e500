using Ipfl.Protocol.V1;
using Ipfl.Service.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ipfl.Service.Tests.Serving;

/// <summary>A market that cannot go on says why, and goes on as soon as it can.</summary>
public sealed class StuckMarketTests
{
    [Fact]
    public async Task A_market_that_cannot_settle_says_why_until_it_can()
    {
        await using var server = await TestServer.StartAsync();
        using var log = new LogLines();
        server.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        var market = await server.CreateMarketAsync();
        LightParticipant[] both = [await server.JoinAsync(market, "a"), await server.JoinAsync(market, "b")];
        await server.Operator.Operator.OpenMarketAsync(new() { Market = market });
        foreach (var participant in both) await participant.WaitAsync(1, RoundPhase.Collecting);
        await both[0].UploadAsync(1, TestModel.Bytes(1));
        var upload = server.Services.GetRequiredService<ModelStore>().Upload(market, 1, both[0].Number);
        File.Move(upload, $"{upload}.away");
        await both[1].UploadAsync(1, TestModel.Bytes(2));

        await log.SawAsync("Market test cannot go on; it is tried again every second.");
        Assert.Contains(upload, (await server.Operator.Operator.GetMarketAsync(new() { Market = market })).Fault, StringComparison.Ordinal);
        File.Move($"{upload}.away", upload);
        await log.SawAsync("Market test goes on.");
        var state = await server.Operator.Operator.GetMarketAsync(new() { Market = market });
        Assert.Equal((RoundPhase.Delivering, ""), (state.RoundPhase, state.Fault));
    }
}
