using System.Text.Json;

namespace Ipfl.Market.Tests;

/// <summary>The reference markets of the clock, of effective samples and of exclusivity, computed by an independent implementation.</summary>
[Trait("Category", "Golden")]
public sealed class GoldenClockTests
{
    [Theory]
    [InlineData("plain", "clock", "reference")]
    [InlineData("exclusive", "clock", "reference", "vcg")]
    [InlineData("evidence", "clock", "reference", "vcg", "critical", "marginal")]
    public void Every_reference_market_is_reproduced(string part, params string[] mechanisms)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Golden("clock.json")));
        var markets = file.RootElement.EnumerateArray().Where(market => market.GetProperty("name").GetString()!.Contains($"-{part}-", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(markets);
        foreach (var market in markets)
        {
            var (name, expected) = (market.GetProperty("name").GetString()!, market.GetProperty("expected"));
            var round = MarketFile.Parse(JsonSerializer.SerializeToUtf8Bytes(market.GetProperty("market")), name);
            foreach (var mechanism in mechanisms)
                GoldenOutcome.AssertEqual($"{name}, {mechanism}", expected.GetProperty(mechanism), Mechanism.Find(mechanism)!.Solve(round));
        }
    }
}
