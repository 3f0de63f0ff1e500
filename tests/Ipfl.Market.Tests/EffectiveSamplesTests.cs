namespace Ipfl.Market.Tests;

public sealed class EffectiveSamplesTests
{
    public static TheoryData<string> Mechanisms => [.. Mechanism.All.Select(mechanism => mechanism.Name)];

    /// <summary>Evidence that agrees with the claims changes nothing, dense and sparse, to the bit.</summary>
    [Theory]
    [MemberData(nameof(Mechanisms))]
    public void Evidence_that_bears_out_the_reports_changes_no_bit(string name)
    {
        for (var seed = 0UL; seed < 200; seed++)
        {
            var round = RandomMarkets.Make(8, seed);
            var claimed = Mechanism.Find(name)!.Solve(round);
            AssertSame(claimed, Mechanism.Find(name)!.Solve(With(round, EffectiveSamples.Dense(Matrix(round, 1)))));
            AssertSame(claimed, Mechanism.Find(name)!.Solve(With(round, EffectiveSamples.Sparse(8, Pairs(round, 1)))));
        }
    }

    /// <summary>A unit of samples is a convention: a market in which everybody has a 16th of the samples and K is a 16th is the same market.</summary>
    [Theory]
    [MemberData(nameof(Mechanisms))]
    public void Parts_of_samples_count_as_whole_ones_do(string name)
    {
        for (var seed = 0UL; seed < 200; seed++)
        {
            var whole = RandomMarkets.Make(8, seed);
            Report[] reports = [.. whole.Reports.Select(r => Report.Of(r.Id, 16 * r.Type.Samples.Value, Cost(r), r.Type.GainScale.Value))];
            Report[] parts = [.. whole.Reports.Select(r => Report.Of(r.Id, r.Type.Samples.Value, Cost(r), r.Type.GainScale.Value / 16))];
            var round = new MarketRound(reports, whole.Distances, whole.Lambda) { MaxDistance = whole.MaxDistance, ReferenceGain = whole.ReferenceGain, EffectiveSamples = EffectiveSamples.Dense(Matrix(whole, 1)) };
            var scaled = new MarketRound(parts, whole.Distances, whole.Lambda) { MaxDistance = whole.MaxDistance, ReferenceGain = GainScale.Of(whole.ReferenceGain!.Value.Value / 16), EffectiveSamples = EffectiveSamples.Dense(Matrix(whole, 1 / 16.0)) };
            var (a, b) = (Mechanism.Find(name)!.Solve(round), Mechanism.Find(name)!.Solve(scaled));
            Assert.Equal(a.Edges.Select(e => (e.Buyer, e.Seller, e.Payment, e.Threshold / 16)), b.Edges.Select(e => (e.Buyer, e.Seller, e.Payment, e.Threshold)));
            Assert.Equal(a.Accounts, b.Accounts);
        }
    }

    /// <summary>What is not listed, or worth nothing, is not for sale; a false N changes nothing.</summary>
    [Theory]
    [MemberData(nameof(Mechanisms))]
    public void Only_evidence_counts(string name)
    {
        var round = RandomMarkets.Published(5, 3);
        var evidence = EffectiveSamples.Sparse(5, [(0, 1, 800.5), (0, 2, 0), (1, 0, 2000), (1, 3, 4000)]);
        Assert.Equal([800.5, 0, 0, 0], [evidence.Of(0, 1), evidence.Of(0, 2), evidence.Of(0, 3), evidence.Of(0, 0)]);
        var outcome = Mechanism.Find(name)!.Solve(With(round, evidence));
        Assert.NotEmpty(outcome.Edges);
        Assert.Subset(new HashSet<(int, int)> { (0, 1), (1, 0), (1, 3) }, outcome.Edges.Select(e => (e.Buyer, e.Seller)).ToHashSet());
        var claims = With(round, evidence).WithReport(3, round.Reports[3].Type with { Samples = Samples.Of(Samples.Maximum) });
        Assert.Equal(outcome.Edges, Mechanism.Find(name)!.Solve(claims).Edges);
    }

    [Fact]
    public void Accounts_weights_and_penalties_use_evidence()
    {
        var round = With(new([Report.Of("a", 100, 1, 1e4), Report.Of("b", 50, 0, 0)], ModelDistances.Dense(new[,] { { 0, 0.25 }, { 0.25, 0 } }), 2), EffectiveSamples.Dense(new[,] { { 0, 12.5 }, { 99, 0 } }));
        var outcome = Mechanism.Vcg.Solve(round);
        Assert.Equal([(0, 1)], outcome.Edges.Select(e => (e.Buyer, e.Seller)));
        Assert.Equal(10 - Math.Sqrt(1e4 / 112.5), outcome.Accounts[0].Gain, 1e-12);
        Assert.Equal(2 * 0.25 * 0.125, outcome.DistancePenalty);
        Assert.Equal(0.125, round.ImportWeights(outcome)[0, 1]);
    }

    [Fact]
    public void Voided_trades_leave_nothing_behind()
    {
        var round = RandomMarkets.Published(6, 11);
        var outcome = Mechanism.Marginal.Solve(round);
        var buyers = outcome.Edges.Select(e => e.Buyer).Distinct().ToArray();
        var kept = Accounting.Voided(round, outcome, new HashSet<int> { buyers[0] });
        Assert.Equal(outcome.Edges.Where(e => e.Buyer != buyers[0]), kept.Edges);
        Assert.Equal((0, 0), (kept.Accounts[buyers[0]].Gain, kept.Accounts[buyers[0]].Paid));
        Assert.Equal(kept.Edges.Sum(e => e.Payment), kept.Accounts.Sum(a => a.Received), 1e-9);
        Assert.Equal(kept.Edges.Sum(e => round.Reports[e.Seller].Type.SharingCost.Value), kept.Accounts.Sum(a => a.SharingCost), 1e-9);
        Assert.Empty(Accounting.Voided(round, outcome, buyers.ToHashSet()).Edges);
        AssertSame(outcome, Accounting.Voided(round, outcome, new HashSet<int>()));
        Assert.Throws<ArgumentException>(() => Accounting.Voided(round, outcome, new HashSet<int> { 6 }));
    }

    [Fact]
    public void What_is_no_number_of_samples_is_refused()
    {
        foreach (var bad in new[] { -1, double.NaN, double.PositiveInfinity, 2 * EffectiveSamples.Maximum })
        {
            Assert.Throws<ArgumentException>(() => EffectiveSamples.Dense(new[,] { { 0, bad }, { 1, 0 } }));
            Assert.Throws<ArgumentException>(() => EffectiveSamples.Sparse(2, [(0, 1, bad)]));
        }

        Assert.Equal(0, EffectiveSamples.Dense(new[,] { { double.NaN, 1 }, { 1, -1 } }).Of(0, 0));
        Assert.Throws<ArgumentException>(() => EffectiveSamples.Dense(new double[2, 3]));
        Assert.Throws<ArgumentException>(() => EffectiveSamples.Sparse(2, [(0, 1, 1), (0, 1, 1)]));
        Assert.Throws<ArgumentException>(() => EffectiveSamples.Sparse(2, [(0, 2, 1)]));
        Assert.Throws<ArgumentException>(() => With(RandomMarkets.Published(3, 1), EffectiveSamples.Dense(new double[2, 2])));
    }

    /// <summary>A number keeps its bits beside ones up to 512 times as large, and all of it that counts beside any.</summary>
    [Fact]
    public void Small_numbers_stay_what_they_are_beside_large_ones()
    {
        Assert.Equal(0.1, EffectiveSamples.Dense(new[,] { { 0, 0.1, 51 }, { 1, 0, 1 }, { 1, 1, 0 } }).Of(0, 1));
        Assert.Equal(0.1, EffectiveSamples.Dense(new[,] { { 0, 0.1, 9e9 }, { 1, 0, 1 }, { 1, 1, 0 } }).Of(0, 1), 1e-8);
        Assert.Equal(EffectiveSamples.Maximum, EffectiveSamples.Dense(new[,] { { 0, 0.1, EffectiveSamples.Maximum }, { 1, 0, 1 }, { 1, 1, 0 } }).Of(0, 2));
    }

    private static double? Cost(Report report) => report.Type.SharingCost.Sells ? report.Type.SharingCost.Value : null;

    private static double[,] Matrix(MarketRound round, double factor)
    {
        var matrix = new double[round.Reports.Count, round.Reports.Count];
        foreach (var (buyer, seller, samples) in Pairs(round, factor)) matrix[buyer, seller] = samples;
        return matrix;
    }

    private static IEnumerable<(int Buyer, int Seller, double Samples)> Pairs(MarketRound round, double factor) =>
        from i in Enumerable.Range(0, round.Reports.Count)
        from j in Enumerable.Range(0, round.Reports.Count)
        where i != j
        select (i, j, factor * round.Reports[j].Type.Samples.Value);

    private static MarketRound With(MarketRound round, EffectiveSamples samples) => new(round.Reports, round.Distances, round.Lambda)
    {
        MaxDistance = round.MaxDistance,
        ReferenceGain = round.ReferenceGain,
        EffectiveSamples = samples,
    };

    private static void AssertSame(Outcome expected, Outcome actual)
    {
        Assert.Equal(expected.Edges, actual.Edges);
        Assert.Equal(expected.Accounts, actual.Accounts);
        Assert.Equal(expected.DistancePenalty, actual.DistancePenalty);
    }
}
