namespace Ipfl.Simulation.Tests.Comparing;

public sealed class LeaderTests
{
    [Fact]
    public void The_best_stands_out_where_every_interval_leaves_out_0()
    {
        Assert.Equal("a", Leader.Of([.. Results("a", 0.9, 0.91, 0.92), .. Results("b", 0.5, 0.52, 0.51), .. Results("c", 0.7, 0.72, 0.69)]));
        Assert.Equal("b", Leader.Of([.. Results("a", 0.9, 0.91, 0.92), .. Results("b", 0.5, 0.52, 0.51)], lowest: true));
    }

    /// <summary>a beats c by 0.1 each time; b's advantage of a is 0.01, 0.02 and −0.005.</summary>
    [Fact]
    public void One_interval_with_0_is_enough_for_none_to_stand_out() =>
        Assert.Null(Leader.Of([.. Results("a", 0.5, 0.6, 0.7), .. Results("b", 0.49, 0.58, 0.705), .. Results("c", 0.4, 0.5, 0.6)]));

    [Fact]
    public void Pairs_decide_not_the_spread_of_the_seeds() =>
        Assert.Equal("a", Leader.Of([.. Results("a", 0.1, 0.5, 0.9), .. Results("b", 0.09, 0.49, 0.89)]));

    [Fact]
    public void One_seed_one_algorithm_or_a_tie_has_no_leader()
    {
        Assert.Null(Leader.Of([.. Results("a", 0.9), .. Results("b", 0.1)]));
        Assert.Null(Leader.Of([.. Results("a", 0.9, 0.8)]));
        Assert.Null(Leader.Of([.. Results("a", 0.9, 0.8), .. Results("b", 0.9, 0.8)]));
    }

    private static IEnumerable<(string Name, long Seed, double? Value)> Results(string name, params double[] bySeed) =>
        bySeed.Select((value, seed) => (name, (long)seed, (double?)value));
}
