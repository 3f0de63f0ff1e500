using CsCheck;

namespace Ipfl.Market.Tests;

/// <summary>
/// Sellers whose weights per sample are equal, exactly or but for rounding: the sets with the best total are many, and of them the one with
/// the least exact weight is to be found, then the fewest sellers, then the lowest indices.
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

    /// <summary>Copies of one model, whose distances differ by a few last places or a little more, and some other sellers about as dear.</summary>
    [Fact]
    public void The_best_set_of_all_but_equal_sellers_is_that_of_high_precision() => Gen.Select(
            Gen.Long[1, 40].Array[2, 8], Gen.Int[0, 3].Array[8], Gen.Double[0.05, 0.9], Gen.Int[0, 5], Gen.Double[0.65, 0.75].Array[0, 3])
        .Sample((sizes, steps, share, kind, others) =>
        {
            var (step, lambda) = (new[] { 5e-17, 1e-12, 1e-8 }[kind / 2], kind % 2 == 0 ? 1 : 0.7);
            double[] distances = [.. sizes.Select((_, i) => 0.7 + (steps[i] * 2 * step)), .. others];
            var round = Market([.. sizes, .. others.Select((_, i) => sizes[i % sizes.Length] + i)], share, distances, lambda);
            var (buyer, outcome) = (distances.Length, Mechanism.Vcg.Solve(round, threads: 1, TestContext.Current.CancellationToken));
            Assert.Equal(new HighPrecision(round, buyer).BestSet(), outcome.Edges.Select(edge => edge.Seller));
            var best = BruteForce.Best(round, buyer).Value;
            foreach (var edge in outcome.Edges)
                Assert.Equal(best - BruteForce.Best(round, buyer, edge.Seller).Value, edge.Payment, 1e-9 * Math.Max(1, best));
        });

    [Theory]
    [InlineData(1.2e-16, 0)]
    [InlineData(1.2e-16, 20)]
    [InlineData(1e-12, 0)]
    [InlineData(1e-7, 0)]
    public void Sixty_copies_of_one_model_are_solved_while_one_waits(double spread, int others)
    {
        var random = new Random(6);
        long[] sizes = [.. Enumerable.Range(0, 60 + others).Select(_ => random.NextInt64(500, 9001))];
        double[] distances = [.. sizes.Select((_, i) => 0.7 + (i < 60 ? spread * random.NextDouble() : 0.2 * (random.NextDouble() - 0.5)))];
        var outcome = Mechanism.Vcg.Solve(Market(sizes, 0.5, distances), threads: 1, TestContext.Current.CancellationToken);
        Assert.Equal(0.5 * sizes.Sum(), outcome.Edges.Sum(edge => sizes[edge.Seller]), 0.1 * sizes.Sum());
    }

    [Fact]
    public void Hundreds_of_participants_with_one_model_are_solved_while_one_waits()
    {
        const int m = 300;
        var distances = new double[m, m];
        var random = new Random(7);
        for (var i = 0; i < m; i++)
            for (var j = 0; j < i; j++) distances[i, j] = distances[j, i] = 0.3 + (1e-15 * random.NextDouble());
        var reports = Enumerable.Range(0, m).Select(i => Report.Of($"p{i}", 100, 0, 5e5)).ToArray();
        var outcome = Mechanism.Vcg.Solve(new(reports, ModelDistances.Dense(distances), 1), cancellation: TestContext.Current.CancellationToken);

        // Each imports the nearest of all: as many as are worth their distance, of whom none is farther than one left out.
        var (graph, count) = (outcome.Edges.ToLookup(edge => edge.Buyer, edge => edge.Seller), outcome.Edges.Count / m);
        for (var buyer = 0; buyer < m; buyer++)
        {
            var nearest = Enumerable.Range(0, m).Where(seller => seller != buyer).OrderBy(seller => distances[buyer, seller]).ThenBy(seller => seller).Take(count);
            Assert.Equal(nearest.Order(), graph[buyer].Order());
        }
    }

    /// <summary>One buyer that wants about a share of all samples, at one price per sample: λ d/N_i, and no sharing costs.</summary>
    private static MarketRound Market(long[] sizes, double share) => Market(sizes, share, [.. sizes.Select(_ => 0.7)]);

    private static MarketRound Market(long[] sizes, double share, double[] bySeller, double lambda = 1)
    {
        var wanted = Own + (share * sizes.Sum());
        var distances = new double[sizes.Length + 1, sizes.Length + 1];
        for (var i = 0; i < sizes.Length; i++) distances[i, sizes.Length] = distances[sizes.Length, i] = bySeller[i];
        var scale = Math.Pow(2 * lambda * 0.7 / Own * Math.Pow(wanted, 1.5), 2);
        Report[] reports = [.. sizes.Select((size, i) => Report.Of($"p{i}", size, 0, 0)), Report.Of("buyer", Own, null, scale)];
        return new(reports, ModelDistances.Dense(distances), lambda);
    }
}
