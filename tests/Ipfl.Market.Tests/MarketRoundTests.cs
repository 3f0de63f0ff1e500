using CsCheck;

namespace Ipfl.Market.Tests;

public sealed class MarketRoundTests
{
    [Fact]
    public void Values_that_break_their_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Samples.Of(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Samples.Of(Samples.Maximum + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SharingCost.Of(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SharingCost.Of(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => GainScale.Of(double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => GainScale.Of(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PowerLawGain(0));
    }

    [Fact]
    public void Default_values_are_valid_ones()
    {
        Assert.Equal(1, default(Samples).Value);
        Assert.Equal(0, default(SharingCost).Value);
        Assert.False(default(GainScale).Buys);
    }

    [Fact]
    public void Rounds_that_do_not_fit_together_are_refused()
    {
        Report[] two = [Report.Of("a", 1, 0, 1), Report.Of("b", 1, 0, 1)];
        var distances = ModelDistances.Dense(new double[2, 2]);
        Assert.Throws<ArgumentException>(() => new MarketRound([two[0], two[0]], distances, 1));
        Assert.Throws<ArgumentException>(() => new MarketRound([two[0]], distances, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MarketRound(two, distances, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MarketRound(two, distances, 1) { MaxDistance = -1 });
        Assert.Throws<ArgumentException>(() => new MarketRound(two, distances, 1) { TrueTypes = [two[0].Type] });
        Assert.Throws<ArgumentException>(() => ModelDistances.Dense(new double[2, 3]));
        Assert.Throws<ArgumentException>(() => ModelDistances.Dense(new[,] { { 0, -0.1 }, { 0.1, 0 } }));
        Assert.Throws<ArgumentException>(() => ModelDistances.Sparse(2, [new(0, 1, 0.1), new(0, 1, 0.2)]));
        Assert.Throws<ArgumentException>(() => ModelDistances.Sparse(2, [new(0, 0, 0.1)]));
        Assert.Throws<ArgumentException>(() => ModelDistances.Sparse(2, [new(0, 2, 0.1)]));
    }

    [Fact]
    public void A_round_keeps_what_it_was_given()
    {
        List<Report> reports = [Report.Of("a", 1, 0, 1), Report.Of("b", 1, 0, 1)];
        List<ParticipantType> types = [.. reports.Select(report => report.Type)];
        var round = new MarketRound(reports, ModelDistances.Dense(new double[2, 2]), 1) { TrueTypes = types };
        (reports[0], types[0]) = (Report.Of("b", 5, null, 1), ParticipantType.Of(5, null, 1));
        reports.RemoveAt(1);
        Assert.Equal(["a", "b"], round.Reports.Select(report => report.Id));
        Assert.Equal(1, round.TrueTypeOf(0).Samples.Value);
    }

    [Fact]
    public void A_candidate_list_of_all_pairs_gives_the_outcome_of_the_matrix() =>
        RandomMarkets.Upto(12).Sample(
            round =>
            {
                var m = round.Reports.Count;
                var pairs = from i in Enumerable.Range(0, m) from j in Enumerable.Range(0, m) where i != j select new Candidate(i, j, round.Distance(i, j));
                var sparse = new MarketRound(round.Reports, ModelDistances.Sparse(m, pairs.Reverse()), round.Lambda) { MaxDistance = round.MaxDistance, ReferenceGain = round.ReferenceGain };
                foreach (var mechanism in Mechanism.All)
                {
                    var (a, b) = (mechanism.Solve(round), mechanism.Solve(sparse));
                    Assert.Equal(a.Edges, b.Edges);
                    Assert.Equal(a.Accounts, b.Accounts);
                }
            },
            iter: 1_000);

    [Fact]
    public void Pairs_that_are_not_listed_or_too_far_never_trade()
    {
        Report[] reports = [Report.Of("a", 100, 0, 5e5), Report.Of("b", 100, 0, 5e5), Report.Of("c", 100, 0, 5e5)];
        var listed = Mechanism.Vcg.Solve(new(reports, ModelDistances.Sparse(3, [new(0, 1, 0.1)]), 1));
        Assert.Equal([(0, 1)], listed.Edges.Select(e => (e.Buyer, e.Seller)));
        var far = new double[,] { { 0, 0.5, 1.5 }, { 0.5, 0, 1.5 }, { 1.5, 1.5, 0 } };
        foreach (var mechanism in Mechanism.All)
        {
            var outcome = mechanism.Solve(new(reports, ModelDistances.Dense(far), 0.001) { MaxDistance = 1, ReferenceGain = GainScale.Of(1e5) });
            Assert.Equal([(0, 1), (1, 0)], outcome.Edges.Select(e => (e.Buyer, e.Seller)));
        }
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        var round = RandomMarkets.Published(120, 3);
        foreach (var mechanism in Mechanism.All)
        {
            var (one, many) = (mechanism.Solve(round, threads: 1), mechanism.Solve(round, threads: 4));
            Assert.Equal(one.Edges, many.Edges);
            Assert.Equal(one.Accounts, many.Accounts);
        }
    }

    [Fact]
    public void Decisions_use_reports_and_accounts_use_true_types()
    {
        Report[] reports = [Report.Of("buyer", 100, null, 5e5), Report.Of("liar", 400, 0.5, 0)];
        var honest = new MarketRound(reports, ModelDistances.Dense(new double[2, 2]), 0);
        var lied = new MarketRound(reports, honest.Distances, 0)
        {
            TrueTypes = [reports[0].Type, ParticipantType.Of(200, 2, 0)],
        };
        var (a, b) = (Mechanism.Marginal.Solve(honest), Mechanism.Marginal.Solve(lied));
        Assert.Equal(a.Edges, b.Edges);
        Assert.Equal(Math.Sqrt(5e5 / 100) - Math.Sqrt(5e5 / 300), b.Accounts[0].Gain, 1e-9);
        Assert.Equal(2, b.Accounts[1].SharingCost);
    }

    [Fact]
    public void A_graph_without_payments_is_accounted_by_the_same_formulas()
    {
        Report[] reports = [Report.Of("a", 100, 1, 5e5), Report.Of("b", 300, 2, 5e5)];
        var round = new MarketRound(reports, ModelDistances.Dense(new[,] { { 0, 0.5 }, { 0.5, 0 } }), 2);
        var outcome = Accounting.WithoutPayments(round, new[,] { { 1.0, 0.7 }, { 0, 1.0 } });
        Assert.Equal([(0, 1)], outcome.Edges.Select(e => (e.Buyer, e.Seller)));
        Assert.Equal(Math.Sqrt(5e5 / 100) - Math.Sqrt(5e5 / 400), outcome.Accounts[0].Utility, 1e-9);
        Assert.Equal(-2, outcome.Accounts[1].Utility);
        Assert.Equal(2 * 3 * 0.5, outcome.DistancePenalty, 1e-12);
    }

    /// <summary>√(144/36) − √(144/144) = 1 and √(144/16) − √(144/144) = 2: different sellers with exactly the same threshold, 144.</summary>
    [Fact]
    public void Thresholds_that_are_equal_in_exact_arithmetic_go_by_index()
    {
        foreach (var swapped in new[] { false, true })
        {
            Report[] sellers = [Report.Of("s", 108, 1, 0), Report.Of("t", 128, 2, 0)];
            if (swapped) Array.Reverse(sellers);
            var round = new MarketRound([.. sellers, Report.Of("buyer", 20, null, 144)], ModelDistances.Dense(new double[3, 3]), 0);
            var outcome = Mechanism.Marginal.Solve(round);

            // The first one fits (20 + 108 < 144) or ends the walk (20 + 128 ≥ 144).
            Assert.Equal(swapped ? [] : [(2, 0)], outcome.Edges.Select(e => (e.Buyer, e.Seller)));
        }
    }

    [Theory]
    [InlineData("marginal")]
    [InlineData("critical")]
    [InlineData("vcg")]
    public void Those_that_never_sell_do_not_confuse_another_law_of_gain(string name)
    {
        Report[] reports = [Report.Of("never", 10, null, 0), Report.Of("buyer", 100, null, 700), Report.Of("seller", 400, 0.1, 0), Report.Of("other", 300, 0.2, 0)];
        var round = new MarketRound(reports, ModelDistances.Dense(new double[4, 4]), 0) { Gain = new PowerLawGain(0.5) };
        Assert.Equal([(1, 2), (1, 3)], Mechanism.Find(name)!.Solve(round).Edges.Select(e => (e.Buyer, e.Seller)));
    }

    [Fact]
    public void A_solve_can_be_cancelled_even_within_one_buyer()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        // Equal densities and sizes of which no two sums coincide: left alone, no solve would end.
        var reports = Enumerable.Range(0, 50).Select(i => Report.Of($"p{i}", (1L << i) + 1, ((1L << i) + 1) * 1e-10, 0)).Append(Report.Of("buyer", 1L << 20, null, 1e12)).ToArray();
        var round = new MarketRound(reports, ModelDistances.Dense(new double[51, 51]), 0);
        Assert.ThrowsAny<OperationCanceledException>(() => Mechanism.Vcg.Solve(round, threads: 1, stop.Token));
    }

    /// <summary>Many alike sellers tie in exponentially many sets; the search may not try them all, and takes the lowest indices.</summary>
    [Fact]
    public void Many_equal_sellers_are_solved_at_once()
    {
        var reports = Enumerable.Range(0, 300).Select(i => Report.Of($"p{i}", 1000, 1, 5e5)).ToArray();
        var outcome = Mechanism.Vcg.Solve(new(reports, ModelDistances.Dense(new double[300, 300]), 1));
        var first = outcome.Edges.Where(e => e.Buyer == 299).Select(e => e.Seller).ToArray();
        Assert.Equal(Enumerable.Range(0, first.Length), first);
        Assert.True(first.Length > 0);
    }
}
