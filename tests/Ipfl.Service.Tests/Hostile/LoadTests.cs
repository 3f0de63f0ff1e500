using Ipfl.Protocol.V1;
using Ipfl.Service.Ledger;
using Ipfl.Service.Tests.Serving;

namespace Ipfl.Service.Tests.Hostile;

/// <summary>A round of many participants at once.</summary>
[Collection(nameof(Alone))]
public sealed class LoadTests
{
    private const int Agents = 50;
    private const int Numbers = 25_000;
    private const int Groups = 5;

    [Fact]
    public async Task Fifty_participants_trade_models_of_100_kilobytes_in_a_round()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync(terms => (terms.Rounds, terms.MaxDistance) = (1, 0.9), Numbers);
        var agents = new LightParticipant[Agents];
        for (var i = 0; i < Agents; i++) agents[i] = await server.JoinAsync(market, $"p{i}", 500 + (10 * i), deposit: 1_000_000);
        await server.Operator.Operator.OpenMarketAsync(new() { Market = market });
        var results = await Task.WhenAll(agents.Select(RoundAsync));
        Assert.All(results, result => Assert.Equal(Settlement.Posted, result.Settlement));
        Assert.All(results, result => Assert.All(result.Bought, trade => Assert.Equal(Group(result.Bought[0].Counterpart), Group(trade.Counterpart))));
        Assert.Equal(results.Sum(result => result.Bought.Sum(trade => trade.Micros)), results.Sum(result => result.Sold.Sum(trade => trade.Micros)));
        await using var db = await server.DatabaseAsync();
        Assert.Null((await LedgerVerification.OfAsync(db, market)).Fault);
    }

    private static async Task<Result> RoundAsync(LightParticipant agent)
    {
        await agent.WaitAsync(1, RoundPhase.Collecting);
        await agent.UploadAsync(1, Model(agent.Number));
        await agent.WaitAsync(1, RoundPhase.Delivering);
        await agent.SettleAsync(1);
        await agent.WaitAsync(1, RoundPhase.Done);
        return await agent.Calls.GetResultAsync(new() { Round = 1 });
    }

    private static int Group(string name) => int.Parse(name.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture) % Groups;

    /// <summary>The direction of a group, and half as much of its own.</summary>
    private static byte[] Model(int number)
    {
        var (initial, group, own) = (TestModel.Numbers(0, Numbers), TestModel.Numbers(1 + (number % Groups), Numbers), TestModel.Numbers(100 + number, Numbers));
        float[] numbers = [.. initial.Select((start, k) => start + group[k] + (own[k] / 2))];
        return TestModel.Bytes(("a", numbers[..8]), ("b", numbers[8..]));
    }
}
