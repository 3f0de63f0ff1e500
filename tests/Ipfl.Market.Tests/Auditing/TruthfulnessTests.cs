using Ipfl.Market.Auditing;

namespace Ipfl.Market.Tests.Auditing;

/// <summary>What the audits of many random markets say about the three mechanisms.</summary>
public sealed class TruthfulnessTests
{
    private static readonly AuditOptions Quick = new() { PointsPerOctave = 1, Span = 2, Refinements = 0, NamesUpTo = 0, PairsUpTo = 0 };

    [Fact]
    public void Few_markets() => AssertAudited(100);

    [Fact]
    [Trait("Category", "Long")]
    public void A_thousand_markets() => AssertAudited(1_000);

    private static void AssertAudited(int markets)
    {
        var manipulable = 0;
        for (var seed = 0UL; seed < (ulong)markets; seed++)
        {
            foreach (var round in new[] { RandomMarkets.Published(9, seed), RandomMarkets.Make(1 + (int)(seed % 12), seed) })
            {
                foreach (var mechanism in Mechanism.All)
                {
                    var audit = Audit.Of(round, mechanism, Quick);
                    Assert.All(audit.Participants, participant => Assert.True(participant.SellerSlack is null or >= 0));
                    Assert.All(audit.Participants.Zip(audit.Outcome.Accounts), pair => Assert.True(pair.First.BuyerSlack >= -1e-12 * pair.Second.Paid));
                    Assert.Equal(0, audit.BudgetImbalance, 1e-12 * Math.Max(1, audit.Outcome.Accounts.Sum(account => account.Paid)));
                    if (mechanism != Mechanism.Marginal) Assert.Equal(0, audit.MaxCostRegret);
                }
            }

            if (Audit.Of(RandomMarkets.Published(9, seed), Mechanism.Marginal, Quick).MaxCostRegret > 0) manipulable++;
        }

        Assert.InRange(manipulable / (double)markets, 0.3, 0.999);
    }
}
