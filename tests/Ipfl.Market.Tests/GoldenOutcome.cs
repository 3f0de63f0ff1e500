using System.Text.Json;

namespace Ipfl.Market.Tests;

/// <summary>Compares an outcome with that of a reference market: edges as a set, numbers to 1e-7 relative.</summary>
internal static class GoldenOutcome
{
    public static void AssertEqual(string market, JsonElement expected, Outcome outcome)
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
