using BenchmarkDotNet.Attributes;

namespace Ipfl.Market.Benchmarks;

/// <summary>Solving and pricing dense markets and a sparse one, N ~ U[500, 9000], c ~ U[0, 2], d ~ U[0, 1.2], K = 5e5, λ = 1.</summary>
[MemoryDiagnoser]
public class SolveBenchmarks
{
    private MarketRound _round = null!;

    [ParamsAllValues]
    public MarketSize Size { get; set; }

    [Params("marginal", "critical", "vcg", "clock", "reference")]
    public string Rule { get; set; } = "";

    [GlobalSetup]
    public void Draw() => _round = Size switch
    {
        MarketSize.Dense100 => RandomMarket.Dense(100),
        MarketSize.Dense1000 => RandomMarket.Dense(1000),
        _ => RandomMarket.Sparse(100_000, 30),
    };

    [Benchmark]
    public Outcome Solve() => Mechanism.Find(Rule)!.Solve(_round);
}

/// <summary>The markets that are measured.</summary>
public enum MarketSize
{
    Dense100,
    Dense1000,
    Sparse100kBy30,
}

/// <summary>Markets from a fixed seed.</summary>
internal static class RandomMarket
{
    public static MarketRound Dense(int m)
    {
        var random = new Random(1);
        var distances = new double[m, m];
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < i; j++) distances[i, j] = distances[j, i] = 1.2 * random.NextDouble();
        }

        return new(Reports(m, random), ModelDistances.Dense(distances), 1) { ReferenceGain = GainScale.Of(5e5) };
    }

    public static MarketRound Sparse(int m, int candidates)
    {
        var random = new Random(1);
        var pairs =
            from buyer in Enumerable.Range(0, m)
            from offset in Enumerable.Range(0, candidates).Select(_ => random.Next(1, m)).Distinct()
            select new Candidate(buyer, (buyer + offset) % m, 1.2 * random.NextDouble());
        return new(Reports(m, random), ModelDistances.Sparse(m, pairs), 1) { ReferenceGain = GainScale.Of(5e5) };
    }

    /// <summary>A small market whose sizes are, in every other one by chance, uniform or log-normal about e^7.5 with deviation 0.8; K̃ = K.</summary>
    public static MarketRound Small(int m, int seed)
    {
        var random = new Random(seed);
        var uniform = random.Next(2) == 0;
        var reports = new Report[m];
        for (var i = 0; i < m; i++)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var samples = uniform ? random.NextInt64(500, 9001) : Math.Max(1, (long)Math.Exp(7.5 + (0.8 * normal)));
            reports[i] = Report.Of($"p{i}", samples, 2 * random.NextDouble(), 5e5);
        }

        var distances = new double[m, m];
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < i; j++) distances[i, j] = distances[j, i] = 1.2 * random.NextDouble();
        }

        return new(reports, ModelDistances.Dense(distances), 1) { ReferenceGain = GainScale.Of(5e5) };
    }

    private static Report[] Reports(int m, Random random) =>
        [.. Enumerable.Range(0, m).Select(i => Report.Of($"p{i}", random.NextInt64(500, 9001), 2 * random.NextDouble(), 5e5))];
}
