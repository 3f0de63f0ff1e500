namespace Ipfl.Market.Tests;

/// <summary>
/// Small markets of 2 to 7 in which something is always special: ties, equal densities, copies, giants of 2⁵³ samples, gain scales from 0 to
/// 10¹², never-sellers, lists with pairs in one direction, evidence, clusters.
/// </summary>
internal static class HardMarkets
{
    public static MarketRound Make(ulong seed, bool? exclusive = null)
    {
        var random = new Random((int)(seed % int.MaxValue));
        var m = random.Next(2, 8);
        var (size, cost, scale) = (Sizes(random), Costs(random), Scales(random));
        var density = random.Next(6) == 0 ? random.NextDouble() * 1e-3 : (double?)null;
        var reports = new Report[m];
        for (var i = 0; i < m; i++)
        {
            var samples = size();
            reports[i] = Report.Of($"p{i}", samples, random.Next(8) == 0 ? null : density is { } share ? Math.Min(1e12, share * samples) : cost(), scale());
        }

        var distances = Distances(m, random);
        for (var copies = random.Next(3); copies > 0; copies--) Copy(reports, distances, random);
        var round = new MarketRound(reports, Models(distances, random), random.Next(5) switch { 0 => 0, 1 => 0.001, 2 => 2, _ => 1.0 })
        {
            MaxDistance = random.Next(4) == 0 ? 0.9 : 2,
            ExclusiveDistance = exclusive ?? random.Next(2) == 0 ? 0.1 : 0,
            ReferenceGain = GainScale.Of(random.Next(6) switch { 0 => 1e12, 1 => 2.5e5, 2 => 1e6, _ => 5e5 }),
            EffectiveSamples = random.Next(3) == 0 ? Evidence(reports, random) : null,
        };
        return round;
    }

    private static Func<long> Sizes(Random random) => random.Next(6) switch
    {
        0 => () => 2000,
        1 => () => 1000 * random.Next(1, 4),
        2 => () => random.Next(3) == 0 ? Samples.Maximum : random.NextInt64(500, 9001),
        3 => () => (long)Math.Exp(36 * random.NextDouble()),
        _ => () => random.NextInt64(500, 9001),
    };

    private static Func<double> Costs(Random random) => random.Next(5) switch
    {
        0 => () => random.Next(0, 3) * 0.5,
        1 => () => 0.75,
        2 => () => random.Next(4) == 0 ? 1e12 : random.NextDouble() * 1e-3,
        _ => () => random.NextDouble() * 2,
    };

    private static Func<double> Scales(Random random) => random.Next(3) switch
    {
        0 => () => random.Next(4) == 0 ? 0 : 5e5 * random.NextDouble(),
        1 => () => Math.Pow(10, 12 * random.NextDouble()),
        _ => () => 5e5,
    };

    private static double[,] Distances(int m, Random random)
    {
        var (matrix, coarse, near) = (new double[m, m], random.Next(3) == 0, random.Next(2) == 0);
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < i; j++)
                matrix[i, j] = matrix[j, i] = near && random.Next(4) == 0 ? 0.05 * random.NextDouble() : coarse ? 0.4 * random.Next(0, 3) : 1.2 * random.NextDouble();
        }

        return matrix;
    }

    /// <summary>One participant becomes another's copy: the same model, size and cost, or a cost of its own.</summary>
    private static void Copy(Report[] reports, double[,] distances, Random random)
    {
        var (to, from) = (random.Next(reports.Length), random.Next(reports.Length));
        if (to == from) return;
        var type = reports[from].Type;
        reports[to] = reports[to] with { Type = random.Next(2) == 0 ? type : type with { SharingCost = reports[to].Type.SharingCost } };
        for (var k = 0; k < reports.Length; k++)
        {
            if (k != to) distances[to, k] = distances[k, to] = k == from ? 0 : distances[from, k];
        }
    }

    private static ModelDistances Models(double[,] distances, Random random)
    {
        if (random.Next(3) > 0) return ModelDistances.Dense(distances);
        var m = distances.GetLength(0);
        return ModelDistances.Sparse(m, [.. from i in Enumerable.Range(0, m) from j in Enumerable.Range(0, m) where i != j && random.Next(3) > 0 select new Candidate(i, j, distances[i, j])]);
    }

    private static EffectiveSamples Evidence(Report[] reports, Random random)
    {
        var (m, whole) = (reports.Length, random.Next(2) == 0);
        double Number(int j) => random.Next(5) == 0 ? 0 : whole ? Math.Floor(reports[j].Type.Samples.Value * random.NextDouble()) : reports[j].Type.Samples.Value * random.NextDouble();
        var pairs = from i in Enumerable.Range(0, m) from j in Enumerable.Range(0, m) where i != j select (i, j, Number(j));
        return EffectiveSamples.Sparse(m, [.. pairs]);
    }
}
