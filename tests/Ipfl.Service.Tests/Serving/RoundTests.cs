using Ipfl.Market;
using Ipfl.Protocol;
using Ipfl.Protocol.V1;
using Ipfl.Service.Ledger;
using static TorchSharp.torch;

namespace Ipfl.Service.Tests.Serving;

/// <summary>Whole rounds of the real server over the network.</summary>
public sealed class RoundTests
{
    private const int Participants = 5;

    [Fact]
    public async Task A_market_runs_its_rounds_and_decides_what_the_simulator_would()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        var all = await JoinAllAsync(server, market);
        await server.Operator.Operator.OpenMarketAsync(new() { Market = market });
        for (var round = 1; round <= 3; round++)
        {
            await Task.WhenAll(all.Select(participant => participant.WaitAsync(round, RoundPhase.Collecting)));
            var uploads = all.Select(participant => TestModel.Bytes(100 * round + participant.Number)).ToArray();
            await Task.WhenAll(all.Select((participant, i) => participant.UploadAsync(round, uploads[i], pieceBytes: 100)));
            await Task.WhenAll(all.Select(participant => participant.WaitAsync(round, RoundPhase.Delivering)));
            var results = await Task.WhenAll(all.Select(participant => participant.Calls.GetResultAsync(new() { Round = round }).ResponseAsync));
            await CheckAsync(all, uploads, results, round);
            await Task.WhenAll(all.Select(participant => participant.SettleAsync(round)));
        }

        await all[0].WaitAsync(4, RoundPhase.Done);
        var state = await server.Operator.Operator.GetMarketAsync(new() { Market = market });
        Assert.Equal(MarketPhase.Closed, state.Phase);
        await using var db = await server.DatabaseAsync();
        var verified = await LedgerVerification.OfAsync(db, market);
        Assert.Null(verified.Fault);
        Assert.Equal(Participants * 1_000_000_000L, state.Participants.Sum(participant => participant.Balance.AvailableMicros) + await RoundingAsync(server, market));
        Assert.All(state.Participants, participant => Assert.Equal(0, participant.Balance.ReservedMicros));
    }

    /// <summary>Graph, payments and centres against the core that the simulator runs.</summary>
    private static async Task CheckAsync(LightParticipant[] all, byte[][] uploads, Result[] results, int round)
    {
        using var initial = tensor(TestModel.Numbers(0));
        using var models = stack([.. uploads.Select(upload => tensor(TestModel.Read(upload)))]);
        var distances = Ipfl.Learning.ModelDistance.Cosine(models, initial);
        Report[] reports = [.. all.Select(participant => Report.Of(participant.Name, Samples(participant.Number), 0.01, 5e5))];
        var market = new MarketRound(reports, ModelDistances.Dense(distances), 0.001);
        var outcome = Mechanism.Vcg.Solve(market);
        Assert.NotEmpty(outcome.Edges);
        using var centres = Ipfl.Learning.ProximalCentre.Cosine(models, initial, market.ImportWeights(outcome), 5);
        for (var i = 0; i < all.Length; i++)
        {
            var bought = outcome.Edges.Where(edge => edge.Buyer == i).Select(edge => (all[edge.Seller].Name, MicroUnits.Floor(edge.Payment).Value));
            Assert.Equal(bought, results[i].Bought.Select(trade => (trade.Counterpart, trade.Micros)));
            Assert.Equal(outcome.Accounts[i].Utility, results[i].Utility);
            Assert.True(results[i].Utility >= 0);
            if (results[i].Settlement == Settlement.Unspecified) continue;
            using var centre = centres[i];
            Assert.Equal(centre.data<float>().ToArray(), TestModel.Read(await all[i].CentreAsync(round)));
        }
    }

    private static async Task<LightParticipant[]> JoinAllAsync(TestServer server, string market)
    {
        var all = new LightParticipant[Participants];
        for (var i = 0; i < Participants; i++) all[i] = await server.JoinAsync(market, $"p{i}", Samples(i));
        return all;
    }

    private static long Samples(int number) => 500 + (700 * number);

    private static async Task<long> RoundingAsync(TestServer server, string market) =>
        (await server.Operator.Auditor.ReadBalancesAsync(new() { Market = market })).RoundingMicros;
}
