using CsCheck;
using Ipfl.Learning.Tests.Aggregation;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Algorithms;

public sealed class CflTests : TorchTest
{
    private const int D = 40;

    [Fact]
    public void Planted_clusters_are_found_whoever_belongs_to_them() => Gen.Select(Gen.Bool.Array[3, 12], Gen.Long[0, 100_000]).Sample(
        (sides, seed) =>
        {
            if (sides.Distinct().Count() < 2) return;
            using var scope = NewDisposeScope();
            using var result = Aggregate(Planted(sides, seed), epsilon1: 1e9, epsilon2: 0);
            for (var i = 0; i < sides.Length; i++)
                for (var j = 0; j < sides.Length; j++)
                    Assert.Equal(sides[i] == sides[j] ? 1.0 / sides.Count(side => side == sides[i]) : 0, result.Graph[i, j]);
        },
        iter: 100, threads: 1);

    [Theory]
    [InlineData(-1e-6, -1e-6, false)] // the mean is not short enough
    [InlineData(1e-6, 1e-6, false)] // nobody moves enough
    [InlineData(-1e-6, 1e-6, false)]
    [InlineData(1e-6, -1e-6, true)]
    public void A_cluster_splits_just_below_one_threshold_and_above_the_other(double aboveMean, double aboveLargest, bool splits)
    {
        var updates = Planted([true, true, false, false, false], seed: 3);
        var mean = updates.mean([0]).norm().item<double>();
        var largest = updates.norm(1, keepdim: false, p: 2).max().item<double>();
        using var result = Aggregate(updates, mean + aboveMean, largest + aboveLargest);
        Assert.Equal(splits ? 0 : 0.2, result.Graph[0, 2]);
    }

    [Fact]
    public void Two_stay_together()
    {
        using var result = Aggregate(Planted([true, false], seed: 1), epsilon1: 1e9, epsilon2: 0);
        Assert.Equal(new[,] { { 0.5, 0.5 }, { 0.5, 0.5 } }, result.Graph);
    }

    [Fact]
    public void Everyone_moves_by_the_mean_of_its_cluster_from_where_it_began()
    {
        var updates = Planted([true, false, true, false, false], seed: 5);
        var start = randn([5, D], dtype: ScalarType.Float64);
        using var result = Aggregate(updates, epsilon1: 1e9, epsilon2: 0, start);
        foreach (var cluster in new[] { new[] { 0, 2 }, [1, 3, 4] })
        {
            var mean = cluster.Aggregate(zeros(D, ScalarType.Float64), (sum, i) => sum + updates[i]) / cluster.Length;
            foreach (var i in cluster) Near.Equal((start[i] + mean).Numbers(), result.Models![i].Numbers(), 1e-9);
        }
    }

    [Fact]
    public void From_a_common_start_a_cluster_goes_on_from_its_mean_so_variances_stay_above_zero() => Gen.Long[0, 100_000].Sample(
        seed =>
        {
            using var scope = NewDisposeScope();
            using var random = new Generator((ulong)seed);
            // Numbers above zero on both sides whose updates are nearly as large as the start.
            var (start, models) = (rand(1, D, generator: random).repeat(6, 1), 1e-4 * rand(6, D, generator: random));
            using var result = Aggregate(models - start, 0, 0, start);
            foreach (var row in result.Models!.unbind())
            {
                Near.Equal(models.mean([0]).Numbers(), row.Numbers(), 1e-6);
                Assert.All(row.Numbers(), number => Assert.True(number > 0));
            }
        },
        iter: 50, threads: 1);

    [Fact]
    public void Clusters_last_and_split_further_by_themselves()
    {
        var algorithm = (IAlgorithm)new CflAlgorithm(1e9, 0);
        using var first = Aggregate(Planted([true, true, true, true, false, false], seed: 1), 1e9, 0);
        Assert.Equal([0L, 0, 0, 0, 1, 1], first.State!["cluster"].data<long>().ToArray());

        // In the second round 0 and 5 move alike, yet are in two clusters; the pair {4, 5} is too small to part.
        using var second = Aggregate(Planted([true, false, false, false, false, true], seed: 2), 1e9, 0, state: first.State);
        Assert.Equal([0L, 2, 2, 2, 1, 1], second.State!["cluster"].data<long>().ToArray());

        using var still = new CflAlgorithm(0, 0).Aggregate(Input(algorithm, randn([6, D], dtype: ScalarType.Float64), null, second.State));
        Assert.Equal([0L, 2, 2, 2, 1, 1], still.State!["cluster"].data<long>().ToArray());
        Assert.Equal([0, 1 / 3.0, 1 / 3.0, 1 / 3.0, 0, 0], Enumerable.Range(0, 6).Select(j => still.Graph[1, j]));
    }

    [Fact]
    public void Clusters_belong_to_participants_whoever_is_absent()
    {
        var algorithm = new CflAlgorithm(1e9, 0);
        using var first = Aggregate(Planted([true, true, false, false, true], seed: 1), 1e9, 0);
        Assert.Equal([0L, 0, 1, 1, 0], first.State!["cluster"].data<long>().ToArray());

        // 0 and 2 are absent: of cluster 0 are left 1 and 4, of cluster 1 only 3.
        var input = Input(algorithm, randn([3, D], dtype: ScalarType.Float64), null, first.State) with { Members = [1, 3, 4] };
        using var second = algorithm.Aggregate(input);
        Assert.Equal(new[,] { { 0.5, 0, 0.5 }, { 0, 1, 0 }, { 0.5, 0, 0.5 } }, second.Graph);
        Assert.Equal([0L, 0, 1, 1, 0], second.State!["cluster"].data<long>().ToArray());

        // Where 1, 4 and 0 part, the number is new to all, absentees included.
        var third = Input(algorithm, Planted([true, true, false], seed: 2), null, first.State) with { Members = [0, 1, 4] };
        using var split = algorithm.Aggregate(third);
        Assert.Equal([0L, 0, 1, 1, 2], split.State!["cluster"].data<long>().ToArray());
    }

    [Fact]
    public void Halves_are_those_of_the_textbook_s_complete_linkage() => Gen.Shuffle(Enumerable.Range(0, 81).ToArray()).Select(Gen.Int[2, 9]).Sample((values, count) =>
    {
        double Alike(int i, int j) => values[9 * Math.Min(i, j) + Math.Max(i, j)];
        int[] items = [.. Enumerable.Range(0, count)];
        var groups = items.Select(i => new[] { i }).ToList();
        while (groups.Count > 2)
        {
            // Each time over all pairs of groups, each time over all pairs of members.
            var (a, b) = (from x in groups from y in groups where x[0] < y[0] select (x, y)).MaxBy(pair => pair.x.Min(i => pair.y.Min(j => Alike(i, j))));
            groups = [.. groups.Where(group => group != a && group != b), [.. a.Concat(b).Order()]];
        }

        var (first, second) = CompleteLinkage.Halves(items, Alike);
        Assert.Equal(groups.OrderBy(group => group[0]), [first, second]);
    });

    /// <summary>Updates near one of two opposite directions, float64 [m, D].</summary>
    private static Tensor Planted(bool[] sides, long seed)
    {
        using var random = new Generator((ulong)seed);
        var direction = ones(D, ScalarType.Float64);
        return stack(sides.Select(side => (side ? direction : -direction) + 0.3 * randn(D, generator: random, dtype: ScalarType.Float64)));
    }

    private static Ipfl.Learning.Aggregation Aggregate(
        Tensor updates, double epsilon1, double epsilon2, Tensor? start = null, IReadOnlyDictionary<string, Tensor>? state = null)
    {
        var algorithm = new CflAlgorithm(epsilon1, epsilon2);
        return algorithm.Aggregate(Input(algorithm, updates, start, state));
    }

    private static AggregationInput Input(IAlgorithm algorithm, Tensor updates, Tensor? start, IReadOnlyDictionary<string, Tensor>? state)
    {
        start ??= zeros_like(updates);
        var m = (int)updates.shape[0];
        return Inputs.Of(zeros(D, ScalarType.Float64), start + updates, new long[m]) with
        {
            Start = start,
            State = state ?? algorithm.FirstState(zeros(D), m),
        };
    }
}
