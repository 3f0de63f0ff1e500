using System.Text;
using Ipfl.Market;
using Ipfl.Simulation.Tests.Configuration;

namespace Ipfl.Simulation.Tests.Markets;

/// <summary>Runs that record their markets: a file per round that is the market that was traded, and a run that is the same but for them.</summary>
public sealed class RecordedMarketsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_recorded_market_is_the_one_that_was_traded()
    {
        var (recorded, plain) = (new RunFolder(Path.Combine(_folder.Path, "recorded")), new RunFolder(Path.Combine(_folder.Path, "plain")));
        SmallFederation.Start(recorded, ("rounds", 2L), ("market.record", true));
        SmallFederation.Start(plain, ("rounds", 2L));
        Assert.Equal(File.ReadAllText(plain.Rounds), File.ReadAllText(recorded.Rounds));
        Assert.False(Directory.Exists(plain.Markets));
        Assert.Equal(["round-0001.json", "round-0002.json"], Directory.GetFiles(recorded.Markets).Select(Path.GetFileName).Order());
        foreach (var record in File.ReadLines(recorded.Rounds).Select(line => ResultJson.Read<RoundRecord>(Encoding.UTF8.GetBytes(line))))
        {
            var market = MarketFile.Read(recorded.Market(record.Round));
            var edges = Mechanism.Marginal.Solve(market).Edges;
            Assert.Equal(
                record.Edges.Select(edge => (edge.Buyer, edge.Seller, edge.Payment)),
                edges.Select(edge => (market.Reports[edge.Buyer].Id, market.Reports[edge.Seller].Id, edge.Payment)));
        }

        Assert.Equal(2, PastRounds.Read(recorded.Path).Count);
        Assert.Contains("found no markets/round-*.json", Message.Of(() => PastRounds.Read(plain.Path)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_without_effect_is_refused()
    {
        Assert.Equal(
            "here: market.record has no effect on algorithm fedavg, which does not trade; remove it or choose one that trades",
            Given.Refusal(("algorithm", "fedavg"), ("market.record", true)));
        Assert.Equal(
            "here: market.record has no effect with ipfl.distance = l2: market files hold cosine distances, from 0 to 2; remove one of them",
            Given.Refusal(("market.record", true), ("ipfl.distance", "l2")));
    }
}
