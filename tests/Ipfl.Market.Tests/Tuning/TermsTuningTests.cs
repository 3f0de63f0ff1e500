using System.Text.Json;
using Ipfl.Market.Tuning;

namespace Ipfl.Market.Tests.Tuning;

/// <summary>Past rounds under other terms: each row is what solving them so gives, and the advice follows from the rows.</summary>
public sealed class TermsTuningTests
{
    private static readonly Dictionary<(int, int), double> Unknown = [];

    [Fact]
    public void Rows_are_what_solving_under_their_terms_gives()
    {
        MarketRound[] markets = [.. Enumerable.Range(0, 6).Select(seed => RandomMarkets.Published(8, (ulong)seed))];
        var tuning = TermsTuning.Of([.. markets.Select(market => new PastRound(market, Unknown))], new() { Threads = 1 });
        Assert.Equal((6, 5e5), (tuning.Rounds, tuning.ReferenceGain));
        foreach (var result in tuning.Results)
        {
            var outcomes = markets.Select(market => result.Terms.Mechanism.Solve(
                new(market.Reports, market.Distances, market.Lambda * result.Terms.Lambda)
                {
                    ReferenceGain = GainScale.Of(5e5 * result.Terms.Reference),
                    ExclusiveDistance = result.Terms.ExclusiveDistance ?? 0,
                },
                threads: 1)).ToArray();
            Assert.Equal(outcomes.Average(outcome => outcome.SocialWelfare), result.Welfare, 1e-9);
            Assert.Equal(outcomes.Average(outcome => outcome.Edges.Count), result.Trades, 1e-9);
            Assert.Equal(outcomes.Average(outcome => outcome.Edges.Sum(edge => edge.Payment)), result.Paid, 1e-9);
            Assert.Null(result.RealWelfare);
            Assert.InRange(result.Efficiency!.Value, result.WorstEfficiency!.Value, 1);
            if (result.Terms.Mechanism == Mechanism.Vcg) Assert.Equal(1, result.WorstEfficiency!.Value, 1e-12);
        }

        Assert.Contains(tuning.Results, result => result.Terms is { Lambda: 0, ExclusiveDistance: null } && result.Efficiency < 1);
    }

    /// <summary>Where every trade brought just what the market's law predicted, real welfare is the market's own.</summary>
    [Fact]
    public void Real_welfare_of_models_that_are_worth_their_samples_is_the_welfare()
    {
        var rounds = Enumerable.Range(0, 4).Select(seed => RandomMarkets.Published(7, (ulong)seed)).Select(market => new PastRound(market, Gains(market, worth: 1))).ToArray();
        foreach (var result in TermsTuning.Of(rounds, new() { Threads = 1 }).Results)
        {
            Assert.Equal(1, result.Known);
            Assert.Equal(result.Welfare, result.RealWelfare!.Value, 1e-9);
        }
    }

    [Fact]
    public void Models_that_do_harm_lower_real_welfare_and_what_is_known_of_other_rounds_counts()
    {
        var market = RandomMarkets.Published(7, 3);
        var harmful = TermsTuning.Of([new(market, Gains(market, worth: -0.3))], new() { Threads = 1 });
        Assert.All(harmful.Results.Where(result => result.Trades > 0), result => Assert.True(result.RealWelfare < 0, $"{result}"));
        var once = TermsTuning.Of([new(market, Unknown), new(market, Gains(market, worth: 1))], new() { Threads = 1 });
        Assert.All(once.Results, result => Assert.Equal((1, result.Welfare), (result.Known, Math.Round(result.RealWelfare!.Value - result.Welfare, 9) + result.Welfare)));
    }

    [Fact]
    public void Copies_are_named_and_a_small_distance_that_joins_nobody_is_recommended()
    {
        var market = RandomMarkets.Published(8, 5);
        var apart = TermsTuning.Of([new(Spread(market, 0.3), Unknown)], new() { Threads = 1 });
        Assert.Equal(0.05, apart.Recommendation.ExclusiveDistance);
        Assert.All(apart.Joined, joined => Assert.Empty(joined.Largest));
        var copies = TermsTuning.Of([new(Spread(market, 0.001), Unknown)], new() { Threads = 1 });
        Assert.Equal(["p0", "p1"], copies.Joined[0].Largest);
        Assert.Equal(2, copies.Joined[0].Participants);
        Assert.Equal(4, copies.Recommendation.Reasons.Count);
    }

    [Fact]
    public void What_the_budget_does_not_suffice_for_is_solved_by_clock_and_counted()
    {
        var market = RandomMarkets.Published(12, 3);
        var tuning = TermsTuning.Of([new(market, Unknown)], new() { Budget = 3, Threads = 1 });
        Assert.Equal(1, tuning.Results.Single(result => result.Terms.Mechanism == Mechanism.Vcg).Fallbacks);
        Assert.All(tuning.Results, result => Assert.Null(result.Efficiency));
        Assert.Equal("clock", tuning.Recommendation.Mechanism);
    }

    [Fact]
    public void A_market_that_is_written_reads_as_it_was()
    {
        for (var seed = 0UL; seed < 50; seed++)
        {
            var round = RandomMarkets.Audited(8, seed);
            if (round.Gain is not SquareRootGain) continue;
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream)) MarketFile.Write(json, round);
            var read = MarketFile.Parse(stream.ToArray(), "market");
            var (before, after) = (Mechanism.Clock.Solve(round, threads: 1), Mechanism.Clock.Solve(read, threads: 1));
            Assert.Equal(before.Edges, after.Edges);
            Assert.Equal(before.Accounts, after.Accounts);
        }
    }

    /// <summary>The same market with distance 0.9 between all but the first two.</summary>
    private static MarketRound Spread(MarketRound market, double distance)
    {
        var distances = new double[8, 8];
        for (var i = 0; i < 8; i++)
            for (var j = 0; j < 8; j++) distances[i, j] = i == j ? 0 : i + j == 1 ? distance : 0.9;
        return new(market.Reports, ModelDistances.Dense(distances), market.Lambda);
    }

    /// <summary>Realised gains as if each model were worth a multiple of its samples, or took a share of the buyer's where negative.</summary>
    private static Dictionary<(int, int), double> Gains(MarketRound market, double worth)
    {
        var gains = new Dictionary<(int, int), double>();
        for (var i = 0; i < market.Reports.Count; i++)
        {
            var (n, k) = ((double)market.Reports[i].Type.Samples.Value, market.Reports[i].Type.GainScale.Value);
            for (var j = 0; j < market.Reports.Count; j++)
                if (i != j) gains[(i, j)] = Math.Sqrt(k / n) - Math.Sqrt(k / (n + (worth > 0 ? worth * market.Reports[j].Type.Samples.Value : worth * n)));
        }

        return gains;
    }
}
