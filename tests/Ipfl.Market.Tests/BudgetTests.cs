using System.Text.Json;
using Ipfl.Market.Auditing;

namespace Ipfl.Market.Tests;

/// <summary>Exact solving ends within its budget: exactly, or by an error that says what helps, or by another mechanism.</summary>
public sealed class BudgetTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Random_markets_of_two_hundred_need_a_small_part_of_the_usual_budget()
    {
        for (var seed = 0UL; seed < 8; seed++)
        {
            var round = seed % 2 == 0 ? RandomMarkets.Published(200, seed) : RandomMarkets.Make(200, seed);
            Assert.Null(Mechanism.Vcg.Solve(round, new SolveOptions { Budget = SolveOptions.DefaultBudget / 16, Fallback = Mechanism.Critical }, Cancellation).Fallback);
        }
    }

    /// <summary>Sellers of one density and of sizes up to 10⁹, ten honest sellers and 25 copies of one, and slight perturbations of both.</summary>
    [Theory]
    [InlineData(false, 0, 0)]
    [InlineData(false, 1e-15, 0)]
    [InlineData(false, 1e-8, 3)]
    [InlineData(false, 1e-4, 3)]
    [InlineData(true, 0, 0)]
    [InlineData(true, 1e-8, 0)]
    [InlineData(true, 1e-4, 3)]
    public void Sellers_that_are_alike_end_within_the_budget_whatever_the_threads(bool copies, double spread, int steps)
    {
        var round = Alike(copies, spread, steps);
        var (alone, together) = (Solved(round, 1), Solved(round, 3));
        Assert.Equal(alone, together);
        if (alone.Error is { } error)
        {
            Assert.Matches(
                "^mechanism \"vcg\": the budget of 1048576 nodes does not suffice for buyer \"[a-z0-9]+\", whose sellers are alike or nearly alike per sample; "
                + "use the mechanism clock, which searches nothing, as mechanism or as fallback, or a larger budget$",
                error);
        }
    }

    [Fact]
    public void Sizes_of_which_no_two_sums_agree_are_the_error_that_names_the_buyer()
    {
        var error = Assert.Throws<BudgetExceededException>(() => Mechanism.Vcg.Solve(Alike(copies: false, 0, 0), cancellation: Cancellation));
        Assert.Equal(("vcg", 30, SolveOptions.DefaultBudget), (error.Mechanism, error.Buyer, error.Budget));
        Assert.Contains("buyer \"buyer\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_fallback_solves_the_whole_round_and_the_outcome_says_so()
    {
        var round = RandomMarkets.Published(12, 3);
        var fallen = Mechanism.Vcg.Solve(round, new SolveOptions { Budget = 3, Fallback = Mechanism.Marginal }, Cancellation);
        var marginal = Mechanism.Marginal.Solve(round, cancellation: Cancellation);
        Assert.Equal(("marginal", "vcg"), (fallen.Mechanism, fallen.Fallback));
        Assert.Equal(marginal.Edges, fallen.Edges);
        Assert.Equal(marginal.Accounts, fallen.Accounts);
        Assert.Equal("vcg", Json(fallen).GetProperty("fallback").GetString());
        Assert.False(Json(marginal).TryGetProperty("fallback", out _));
        Assert.Throws<BudgetExceededException>(() => Mechanism.Vcg.Solve(round, new SolveOptions { Budget = 3 }, Cancellation));
        Assert.Throws<BudgetExceededException>(() => Mechanism.Vcg.Solve(round, new SolveOptions { Budget = 3, Fallback = Mechanism.Vcg }, Cancellation));
    }

    [Fact]
    public void A_budget_decides_whether_there_is_an_outcome_but_never_which()
    {
        for (var seed = 0UL; seed < 200; seed++)
        {
            var round = RandomMarkets.Make(10, seed);
            var edges = Mechanism.Vcg.Solve(round, cancellation: Cancellation).Edges;
            var solved = false;
            for (var budget = 1L; budget <= 4096; budget *= 4)
            {
                var outcome = Mechanism.Vcg.Solve(round, new SolveOptions { Budget = budget, Fallback = Mechanism.Critical }, Cancellation);
                Assert.False(solved && outcome.Fallback is not null);
                solved = outcome.Fallback is null;
                if (solved) Assert.Equal(edges, outcome.Edges);
            }

            Assert.True(solved);
        }
    }

    [Fact]
    public void Questions_about_one_buyer_and_audits_have_budgets_too()
    {
        var round = Alike(copies: false, 0, 0);
        var asked = Assert.Throws<BudgetExceededException>(() => Mechanism.Vcg.Choose(BuyerMarket.Of(round, 30), Cancellation));
        Assert.Contains("for buyer 30,", asked.Message, StringComparison.Ordinal);
        var audited = Assert.Throws<BudgetExceededException>(
            () => Audit.Of(RandomMarkets.Published(12, 3), Mechanism.Vcg, new AuditOptions { Budget = 3, Threads = 3 }, cancellation: Cancellation));
        Assert.Contains("for buyer \"p0\",", audited.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Efficiency_is_the_share_of_what_trying_all_sets_finds()
    {
        for (var seed = 0UL; seed < 300; seed++)
        {
            var round = RandomMarkets.Audited(8, seed);
            if (round.Gain is not SquareRootGain || round.Distances is SparseDistances) continue;
            var truth = round.AtTruth();
            var best = Enumerable.Range(0, truth.Reports.Count).Sum(buyer => BruteForce.Best(truth, buyer).Value);
            foreach (var mechanism in new[] { Mechanism.Marginal, Mechanism.Vcg })
            {
                var outcome = mechanism.Solve(round, new SolveOptions { Efficiency = true }, Cancellation);
                var objective = outcome.Edges.GroupBy(edge => edge.Buyer).Sum(bought => BruteForce.Value(truth, bought.Key, [.. bought.Select(edge => edge.Seller)]));
                if (best > 1e-9) Assert.Equal(objective / best, outcome.Efficiency!.Value, 1e-9);
                if (round.TrueTypes is null && mechanism == Mechanism.Vcg) Assert.Equal(1, outcome.Efficiency!.Value, 1e-12);
            }
        }
    }

    [Fact]
    public void Efficiency_is_told_on_request_and_unknown_where_the_optimum_is()
    {
        var round = RandomMarkets.Published(12, 3);
        Assert.Null(Mechanism.Marginal.Solve(round, cancellation: Cancellation).Efficiency);
        Assert.Null(Mechanism.Marginal.Solve(round, new SolveOptions { Budget = 3, Efficiency = true }, Cancellation).Efficiency);
        var outcome = Mechanism.Marginal.Solve(round, new SolveOptions { Efficiency = true }, Cancellation);
        Assert.InRange(outcome.Efficiency!.Value, 0.1, 1);
        Assert.Equal(outcome.Efficiency, Json(outcome).GetProperty("efficiency").GetDouble());
    }

    /// <summary>Thirty sellers and a buyer of about half of their samples, or ten traders and 25 copies of one more.</summary>
    private static MarketRound Alike(bool copies, double spread, int steps)
    {
        var (random, m) = (new Random(1), copies ? 35 : 30);
        var reports = new List<Report>();
        var distances = new double[m + 1, m + 1];
        for (var i = 0; i < m; i++)
        {
            var size = (!copies ? random.NextInt64(1, 1_000_000_000) : i < 10 ? random.NextInt64(500, 9000) : 3000) + random.Next(steps + 1);
            var distance = (!copies || i >= 10 ? 0.5 : random.NextDouble()) + (spread * random.NextDouble());
            for (var j = 0; j <= m; j++) distances[i, j] = distances[j, i] = distance;
            reports.Add(Report.Of($"p{i}", size, 0, copies ? 5e5 : 0));
        }

        var scale = copies ? 5e6 : Math.Pow(1e-3 * Math.Pow(0.5 * reports.Sum(report => (double)report.Type.Samples.Value), 1.5), 2);
        return new([.. reports, Report.Of("buyer", 1000, null, scale)], ModelDistances.Dense(distances), copies ? 0.1 : 1);
    }

    private static (string? Error, string Edges) Solved(MarketRound round, int threads)
    {
        try
        {
            return (null, string.Join(' ', Mechanism.Vcg.Solve(round, threads, Cancellation).Edges));
        }
        catch (BudgetExceededException exceeded)
        {
            return (exceeded.Message, "");
        }
    }

    private static JsonElement Json(Outcome outcome)
    {
        using var stream = new MemoryStream();
        MarketFile.Write(stream, outcome);
        return JsonDocument.Parse(stream.ToArray()).RootElement;
    }
}
