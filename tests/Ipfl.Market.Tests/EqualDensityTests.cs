using CsCheck;

namespace Ipfl.Market.Tests;

/// <summary>
/// Sellers of different sizes whose weights per sample are exactly equal: the sets with the best total are many, and the one with the fewest
/// sellers, then the lowest indices, is to be found.
/// </summary>
public sealed class EqualDensityTests
{
    private const long Own = 64;

    [Fact]
    public void The_best_set_is_the_one_that_trying_all_finds() => Gen.Select(Gen.Long[1, 60].Array[2, 11], Gen.Long[1, 3], Gen.Double[0.05, 0.9])
        .Sample((sizes, unit, share) =>
        {
            var round = Market([.. sizes.Select(size => size * unit)], share);
            var outcome = Mechanism.Vcg.Solve(round, threads: 1, TestContext.Current.CancellationToken);
            var (buyer, chosen) = (sizes.Length, outcome.Edges.Select(edge => edge.Seller).ToArray());
            var (best, set) = BruteForce.Best(round, buyer);
            Assert.Equal(set, chosen);
            foreach (var edge in outcome.Edges)
            {
                var without = BruteForce.Best(round, buyer, edge.Seller).Value;
                Assert.Equal(best - without, edge.Payment, 1e-9 * Math.Max(1, best));
            }
        });

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void Sixty_sellers_are_solved_while_one_waits(double share)
    {
        var random = new Random(5);
        var round = Market([.. Enumerable.Range(0, 60).Select(_ => random.NextInt64(500, 9001))], share);
        var outcome = Mechanism.Vcg.Solve(round, threads: 1, TestContext.Current.CancellationToken);

        // Of so many sums one hits the best total, and hardly more sellers than could have so many samples do.
        long[] sizes = [.. round.Reports.SkipLast(1).Select(report => report.Type.Samples.Value)];
        var total = outcome.Edges.Sum(edge => sizes[edge.Seller]);
        Assert.Equal(share * sizes.Sum(), total, 1.0);
        Assert.True(sizes.OrderDescending().Take(outcome.Edges.Count - 2).Sum() < total, $"{outcome.Edges.Count} sellers have {total} samples");
    }

    /// <summary>One buyer that wants about a share of all samples, at one price per sample: λ d/N_i, and no sharing costs.</summary>
    private static MarketRound Market(long[] sizes, double share)
    {
        var wanted = Own + (share * sizes.Sum());
        var distances = new double[sizes.Length + 1, sizes.Length + 1];
        for (var i = 0; i < sizes.Length; i++) distances[i, sizes.Length] = distances[sizes.Length, i] = 0.7;
        var scale = Math.Pow(2 * 0.7 / Own * Math.Pow(wanted, 1.5), 2);
        Report[] reports = [.. sizes.Select((size, i) => Report.Of($"p{i}", size, 0, 0)), Report.Of("buyer", Own, null, scale)];
        return new(reports, ModelDistances.Dense(distances), 1);
    }
}
