using System.Diagnostics;
using Ipfl.Data;
using Ipfl.Market;
using static TorchSharp.torch;

namespace Ipfl.Learning.Benchmarks;

/// <summary>What the market does with m models of d numbers: distances, graph and payments, centres; beside the two matrix products in them.</summary>
internal static class MarketStep
{
    /// <summary>
    /// Prints milliseconds, the least of some repetitions: <c>ours step M D …</c>, of its parts <c>ours distances</c>, <c>ours market</c> and
    /// <c>ours centres</c>, <c>products float32 M D …</c> and of float64; and how many millions of float64 operations the distances and centres
    /// need, <c>ours operations M D …</c>.
    /// </summary>
    public static void Print(int participants, long size, int repetitions, bool withProducts)
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var (models, initial) = Models(participants, size);
        var reports = Reports(participants);
        double[,] weights = null!;
        var (distances, market, centres, edges) = (double.MaxValue, double.MaxValue, double.MaxValue, 0);
        var algorithm = new IpflAlgorithm(new IpflOptions { Lambda = 1 });
        var step = Least(repetitions, () =>
        {
            var watch = Stopwatch.StartNew();
            algorithm.Aggregate(Input(models, initial, reports, apart =>
            {
                distances = Math.Min(distances, watch.Elapsed.TotalMilliseconds);
                watch.Restart();
                var round = new MarketRound(reports, ModelDistances.Dense(apart), 1);
                var outcome = Mechanism.Marginal.Solve(round);
                (weights, edges) = (round.ImportWeights(outcome), outcome.Edges.Count);
                market = Math.Min(market, watch.Elapsed.TotalMilliseconds);
                watch.Restart();
                return weights;
            })).Dispose();
            centres = Math.Min(centres, watch.Elapsed.TotalMilliseconds);
        });
        Console.WriteLine($"ours step {participants} {size} {step:F2}");
        Console.WriteLine($"ours distances {participants} {size} {distances:F2}");
        Console.WriteLine($"ours market {participants} {size} {market:F2}");
        Console.WriteLine($"ours centres {participants} {size} {centres:F2}");
        Console.WriteLine($"ours operations {participants} {size} {Operations(participants, size, edges) / 1e6:F1}");
        if (withProducts) PrintProducts(models, tensor(weights), repetitions);
    }

    /// <summary>A multiplication and an addition per number of each pair's inner product, own ones included, of each edge and of each own update.</summary>
    private static double Operations(int participants, long size, int edges) =>
        2.0 * size * ((participants * (participants + 1.0) / 2) + edges + participants);

    /// <summary>The reports that all measurements use.</summary>
    internal static Report[] Reports(int participants)
    {
        var random = new RandomStream(1, RandomPurpose.Partition);
        return [.. Enumerable.Range(0, participants).Select(i => Report.Of($"p{i}", 500 + random.NextInt(8501), 2 * random.NextDouble(), 5e5))];
    }

    /// <summary>The least milliseconds of some repetitions: what others do on the machine only ever adds.</summary>
    internal static double Least(int repetitions, Action work)
    {
        var least = double.MaxValue;
        for (var r = 0; r < repetitions; r++)
        {
            var watch = Stopwatch.StartNew();
            work();
            least = Math.Min(least, watch.Elapsed.TotalMilliseconds);
        }

        return least;
    }

    private static AggregationInput Input(Tensor models, Tensor initial, Report[] reports, Trade trade) =>
        new(0, initial, models, [.. reports.Select(report => report.Type.Samples.Value)], trade)
        {
            State = new Dictionary<string, Tensor>(),
            Random = new RandomStream(1, RandomPurpose.Algorithm),
            Losses = _ => throw new NotSupportedException(),
        };

    /// <summary>Models that have moved from a common start in directions that agree in part: cosines around ⅓.</summary>
    private static (Tensor Models, Tensor Initial) Models(int participants, long size)
    {
        using var generator = new Generator(1);
        var (models, common) = (randn(participants, size, generator: generator), randn(size, generator: generator));
        return (models.add_(0.7f * common), zeros(size));
    }

    private static void PrintProducts(Tensor models, Tensor weights, int repetitions)
    {
        var threads = get_num_threads();
        set_num_threads(Environment.ProcessorCount);
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            var (left, square) = (models.to(type), weights.to(type));
            Console.WriteLine($"products {type.ToString().ToLowerInvariant()} {models.shape[0]} {models.shape[1]} {Least(repetitions, () => Multiply(left, square)):F2}");
        }

        set_num_threads(threads);
    }

    private static void Multiply(Tensor models, Tensor square)
    {
        using var gram = models.matmul(models.t());
        using var centres = square.matmul(models);
    }
}
