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
            AssertOutcome(market.GetProperty("name").GetString()!, market.GetProperty("expected").GetProperty(name), outcome);
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

    private static void AssertOutcome(string market, JsonElement expected, Outcome outcome)
    {
        var edges = outcome.Edges.ToDictionary(e => (outcome.Ids[e.Buyer], outcome.Ids[e.Seller]), e => e.Payment);
        var reference = expected.GetProperty("edges").EnumerateArray()
            .ToDictionary(e => (e.GetProperty("buyer").GetString()!, e.GetProperty("seller").GetString()!), e => e.GetProperty("payment").GetDouble());
        Assert.True(edges.Keys.ToHashSet().SetEquals(reference.Keys), $"{market}: the graph differs");
        foreach (var (pair, payment) in reference) AssertClose($"{market}: payment {pair}", payment, edges[pair]);

        foreach (var participant in expected.GetProperty("participants").EnumerateArray())
        {
            var id = participant.GetProperty("id").GetString()!;
            var account = outcome.Accounts[outcome.Ids.ToList().IndexOf(id)];
            double Of(string field) => participant.GetProperty(field).GetDouble();
            AssertClose($"{market}: gain of {id}", Of("gain"), account.Gain);
            AssertClose($"{market}: paid by {id}", Of("paid"), account.Paid);
            AssertClose($"{market}: received by {id}", Of("received"), account.Received);
            AssertClose($"{market}: cost of {id}", Of("sharingCost"), account.SharingCost);
            AssertClose($"{market}: utility of {id}", Of("utility"), account.Utility);
        }

        AssertClose($"{market}: welfare", expected.GetProperty("socialWelfare").GetDouble(), outcome.SocialWelfare);
        AssertClose($"{market}: penalty", expected.GetProperty("distancePenalty").GetDouble(), outcome.DistancePenalty);
        AssertClose($"{market}: objective", expected.GetProperty("objective").GetDouble(), outcome.Objective);
    }

    private static void AssertClose(string what, double expected, double actual) =>
        Assert.True(Math.Abs(expected - actual) <= Math.Max(1e-9, 1e-7 * Math.Abs(expected)), $"{what}: expected {expected:R}, got {actual:R}");
}
