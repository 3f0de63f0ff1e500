using Ipfl.Market.Auditing;

namespace Ipfl.Market.Tests.Auditing;

/// <summary>What second names bring: there to be had where it is told, and nothing for the same data under exclusivity.</summary>
public sealed class NamesTests
{
    private static readonly AuditOptions Names = new() { Threads = 1, PairsUpTo = 0, Refinements = 0, PointsPerOctave = 1 };

    [Theory]
    [InlineData("marginal")]
    [InlineData("vcg")]
    [InlineData("clock")]
    public void Without_exclusivity_second_names_pay_and_what_is_told_is_to_be_had(string name)
    {
        var (mechanism, found) = (Mechanism.Find(name)!, 0);
        for (var seed = 0UL; seed < 40; seed++)
        {
            var round = RandomMarkets.Published(3 + (int)(seed % 5), seed);
            var audit = Audit.Of(round, mechanism, Names);
            for (var i = 0; i < audit.Participants.Count; i++)
            {
                var names = audit.Participants[i].Names!.Value;
                if (names.Trick is not (NameTrick.Copy or NameTrick.Split)) continue;
                found++;
                var type = round.Reports[i].Type;
                var alone = names.Trick == NameTrick.Copy
                    ? double.NegativeInfinity
                    : mechanism.Solve(round.WithReport(i, type with { Samples = Samples.Of(type.Samples.Value - names.Samples) }), threads: 1).Accounts[i].Utility;
                Assert.Equal(Math.Max(alone, audit.Outcome.Accounts[i].Utility) + names.Value, WithTwo(round, mechanism, i, names), 1e-9);
            }
        }

        Assert.True(found > 10, $"{found}");
    }

    [Theory]
    [InlineData("vcg")]
    [InlineData("clock")]
    [InlineData("reference")]
    public void Under_exclusivity_and_evidence_no_second_name_of_the_same_data_brings_anything(string name)
    {
        for (var seed = 0UL; seed < 150; seed++)
        {
            var round = RandomMarkets.Make(2 + (int)(seed % 7), seed);
            var exclusive = new MarketRound(round.Reports, round.Distances, round.Lambda)
            {
                MaxDistance = round.MaxDistance,
                ExclusiveDistance = 1e-9,
                ReferenceGain = GainScale.Of(5e5),
                EffectiveSamples = seed % 2 == 0 ? null : EffectiveSamples.Dense(Worth(round, seed)),
            };
            foreach (var participant in Audit.Of(exclusive, name == "reference" ? Mechanism.Reference : Mechanism.Find(name)!, Names).Participants)
                Assert.True(
                    participant.SameData!.Value.Trick == NameTrick.None || (seed % 2 == 0 && participant.SameData!.Value.Trick == NameTrick.Split),
                    $"seed {seed}, {participant.Id}: {participant.SameData}");
        }
    }

    [Fact]
    public void Larger_markets_are_left_out_and_say_so()
    {
        var round = RandomMarkets.Published(6, 1);
        var audit = Audit.Of(round, Mechanism.Clock, Names with { NamesUpTo = 5, PairsUpTo = 5 });
        Assert.Null(audit.MaxNamesRegret);
        Assert.Null(audit.Pairs);
        Assert.All(audit.Participants, participant => Assert.Null(participant.Names));
        Assert.NotNull(Audit.Of(round, Mechanism.Clock, Names with { NamesUpTo = 6, PairsUpTo = 6 }).MaxNamesRegret);
    }

    private static double[,] Worth(MarketRound round, ulong seed)
    {
        var (random, m) = (new Random((int)seed), round.Reports.Count);
        var worth = new double[m, m];
        for (var i = 0; i < m; i++)
            for (var j = 0; j < m; j++) worth[i, j] = i == j ? 0 : random.NextDouble() * round.Reports[j].Type.Samples.Value;
        return worth;
    }

    /// <summary>The holder's utility, by solving a market that has its second name, made from scratch.</summary>
    private static double WithTwo(MarketRound round, Mechanism mechanism, int holder, NamesRegret names)
    {
        var m = round.Reports.Count;
        var distances = new double[m + 1, m + 1];
        for (var i = 0; i <= m; i++)
            for (var j = 0; j <= m; j++) distances[i, j] = i == j || (Of(i) == Of(j)) ? 0 : round.Distance(Of(i), Of(j));
        var type = round.Reports[holder].Type;
        Report[] reports = [.. round.Reports, Report.Of("another", names.Samples, names.Cost, 0)];
        if (names.Trick == NameTrick.Split) reports[holder] = reports[holder] with { Type = type with { Samples = Samples.Of(type.Samples.Value - names.Samples) } };
        var outcome = mechanism.Solve(new(reports, ModelDistances.Dense(distances), round.Lambda) { MaxDistance = round.MaxDistance }, threads: 1);
        var (money, imported) = (0.0, 0L);
        foreach (var edge in outcome.Edges.Where(edge => Of(edge.Buyer) != Of(edge.Seller)))
        {
            if (Of(edge.Seller) == holder) money += edge.Payment - type.SharingCost.Value;
            if (edge.Buyer != holder) continue;
            money -= edge.Payment;
            imported += round.Reports[edge.Seller].Type.Samples.Value;
        }

        return money + (imported > 0 ? round.Gain.Increment(type.GainScale, type.Samples.Value, imported) : 0);

        int Of(int name) => name == m ? holder : name;
    }
}
