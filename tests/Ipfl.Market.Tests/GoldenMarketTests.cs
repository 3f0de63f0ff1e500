using System.Text.Json;
using Ipfl.Market.Auditing;

namespace Ipfl.Market.Tests;

/// <summary>The reference markets, computed by an independent implementation.</summary>
[Trait("Category", "Golden")]
public sealed class GoldenMarketTests
{
    [Theory]
    [InlineData("marginal")]
    [InlineData("critical")]
    [InlineData("vcg")]
    public void Every_reference_market_is_reproduced(string name)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Golden("markets.json")));
        Assert.NotEqual(0, file.RootElement.GetArrayLength());
        foreach (var market in file.RootElement.EnumerateArray())
        {
            var round = MarketFile.Parse(JsonSerializer.SerializeToUtf8Bytes(market.GetProperty("market")), market.GetProperty("name").GetString()!);
            var outcome = Mechanism.Find(name)!.Solve(round);
            GoldenOutcome.AssertEqual(market.GetProperty("name").GetString()!, market.GetProperty("expected").GetProperty(name), outcome);
        }
    }

    /// <summary>The properties that are proved, on the same markets, as an audit finds them.</summary>
    [Theory]
    [InlineData("marginal")]
    [InlineData("critical")]
    [InlineData("vcg")]
    public void Audits_of_the_reference_markets_find_what_is_proved(string name)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Golden("markets.json")));
        var audits = file.RootElement.EnumerateArray()
            .Select(market => Audit.Of(MarketFile.Parse(JsonSerializer.SerializeToUtf8Bytes(market.GetProperty("market")), "market"), Mechanism.Find(name)!)).ToArray();
        Assert.All(audits, audit => Assert.All(audit.Participants, p => Assert.True(p.SellerSlack is null or >= 0 && p.BuyerSlack >= -1e-12)));
        Assert.All(audits, audit => Assert.Equal(0, audit.BudgetImbalance, 1e-9));
        Assert.Equal(name == "marginal", audits.Any(audit => audit.MaxCostRegret > 0));
        Assert.Contains(audits, audit => audit.MaxSamplesRegret > 0);
    }
}
