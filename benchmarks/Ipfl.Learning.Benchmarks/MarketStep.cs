using System.Diagnostics;
using Ipfl.Data;
using Ipfl.Market;
using static TorchSharp.torch;

namespace Ipfl.Learning.Benchmarks;

/// <summary>What the market does with m models of d numbers: distances, graph and payments, centres; beside the two matrix products in them.</summary>
internal static class MarketStep
{
    /// <summary>Prints milliseconds, the least of some repetitions.</summary>
    public static void Print(int participants, long size, int repetitions)
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var (models, initial) = Models(participants, size);
        var reports = Reports(participants);
        double[,] weights = null!;
        var algorithm = new IpflAlgorithm(new IpflOptions { Lambda = 1 });
        var trade = 0.0;
        var step = Least(repetitions, () => algorithm.Aggregate(new(0, initial, models, [.. reports.Select(report => report.Type.Samples.Value)], distances =>
        {
            var watch = Stopwatch.StartNew();
            var round = new MarketRound(reports, ModelDistances.Dense(distances), 1);
            weights = round.ImportWeights(Mechanism.Marginal.Solve(round));
            trade = watch.Elapsed.TotalMilliseconds;
            return weights;
        })
        {
            State = new Dictionary<string, Tensor>(),
            Random = new RandomStream(1, RandomPurpose.Algorithm),
            Losses = _ => throw new NotSupportedException(),
        }).Dispose());
        Console.WriteLine($"ours step {participants} {size} {step:F2}");
        Console.WriteLine($"ours graph-and-payments {participants} {size} {trade:F2}");
        var square = tensor(weights).to(ScalarType.Float32);
        var threads = get_num_threads();
        set_num_threads(Environment.ProcessorCount);
        Console.WriteLine($"products float32 {participants} {size} {Least(repetitions, () => Products(models, square)):F2}");
        (models, square) = (models.to(ScalarType.Float64), square.to(ScalarType.Float64));
        Console.WriteLine($"products float64 {participants} {size} {Least(repetitions, () => Products(models, square)):F2}");
        set_num_threads(threads);
    }

    /// <summary>Models that have moved from a common start in directions that agree in part: cosines around ⅓.</summary>
    private static (Tensor Models, Tensor Initial) Models(int participants, long size)
    {
        using var generator = new Generator(1);
        var (models, common) = (randn(participants, size, generator: generator), randn(size, generator: generator));
        return (models.add_(0.7f * common), zeros(size));
    }

    private static Report[] Reports(int participants)
    {
        var random = new RandomStream(1, RandomPurpose.Partition);
        return [.. Enumerable.Range(0, participants).Select(i => Report.Of($"p{i}", 500 + random.NextInt(8501), 2 * random.NextDouble(), 5e5))];
    }

    private static void Products(Tensor models, Tensor square)
    {
        using var gram = models.matmul(models.t());
        using var centres = square.matmul(models);
    }

    private static double Least(int repetitions, Action work)
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
}
