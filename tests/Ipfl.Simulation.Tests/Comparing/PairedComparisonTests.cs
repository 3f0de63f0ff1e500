namespace Ipfl.Simulation.Tests.Comparing;

public sealed class PairedComparisonTests
{
    /// <summary>Seeds in another order, so that pairing by place instead of by seed would be seen.</summary>
    private static readonly (ComparisonCell Cell, RunSummary Summary)[] Cells =
    [
        Cell("local", 1, 0.5, 0), Cell("local", 0, 0.6, 0),
        Cell("ipfl", 0, 0.7, 10), Cell("ipfl", 1, 0.9, 4),
        Cell("cfl", 0, 0.8, 12), Cell("cfl", 1, 0.9, -2),
    ];

    [Fact]
    public void Differences_are_taken_between_cells_of_one_seed()
    {
        var pairs = PairedComparison.Of(Cells, "ipfl");
        Assert.Equal([("local", "ipfl"), ("cfl", "ipfl")], pairs.Select(pair => (pair.Algorithm, pair.Reference)));
        Assert.Equal(PairedStatistics.Of([0.5 - 0.9, 0.6 - 0.7]), pairs[0].BestAccuracy);
        Assert.Equal(PairedStatistics.Of([-4.0, -10.0]), pairs[0].MeanUtility);
        Assert.Equal((2, 0.1 / 2, 1, 0), (pairs[1].BestAccuracy.Seeds, Math.Round(pairs[1].BestAccuracy.Mean, 12), pairs[1].BestAccuracy.Positive, pairs[1].BestAccuracy.Negative));
        Assert.Equal((1, 1), (pairs[1].MeanUtility.Positive, pairs[1].MeanUtility.Negative));
    }

    [Fact]
    public void Another_reference_turns_the_signs()
    {
        var (one, other) = (PairedComparison.Of(Cells, "ipfl")[0], PairedComparison.Of(Cells, "local")[0]);
        Assert.Equal(("local", "ipfl", "ipfl", "local"), (one.Algorithm, one.Reference, other.Algorithm, other.Reference));
        Assert.Equal(-one.MeanUtility.Mean, other.MeanUtility.Mean);
        Assert.Equal(-one.MeanUtility.Low, other.MeanUtility.High);
    }

    [Fact]
    public void Only_seeds_in_common_are_paired()
    {
        Assert.Throws<ArgumentException>(() => PairedComparison.Of(Cells, "ditto"));
        Assert.Equal(PairedStatistics.Of([0.6 - 0.7]), Assert.Single(PairedComparison.Of(Cells[..3], "ipfl")).BestAccuracy);
        Assert.Empty(PairedComparison.Of([Cells[0], Cells[2]], "ipfl"));
    }

    [Theory]
    [InlineData("ipfl", "local,ipfl", null)]
    [InlineData("local", "local,cfl", null)]
    [InlineData("cfl", "ipfl,cfl", "cfl")]
    public void The_reference_is_the_one_asked_for_else_ipfl_else_the_first(string reference, string algorithms, string? against) =>
        Assert.Equal(reference, PairedComparison.ReferenceAmong(algorithms.Split(','), against));

    private static (ComparisonCell Cell, RunSummary Summary) Cell(string algorithm, long seed, double accuracy, double utility) =>
        (new(algorithm, seed), new("demo", algorithm, "none", seed, 1, accuracy, 0, utility, 0, [], [], 0, 0, false));
}
