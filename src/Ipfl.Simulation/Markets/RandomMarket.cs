using Ipfl.Data;
using Ipfl.Market;

namespace Ipfl.Simulation;

/// <summary>
/// Random markets to measure mechanisms on: K = 5·10⁵ and λ = 1 for all, c uniform on [0, 2), symmetric distances uniform on [0, 1.2), and
/// K̃ = K, N, in every other market by chance, uniform on 500 … 9000 or log-normal about e^7.5 ≈ 1800 with deviation 0.8.
/// </summary>
public static class RandomMarket
{
    private const double GainScale = 5e5;

    /// <summary>The market of that size, seed and number: equal arguments give equal markets.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A negative number of participants.</exception>
    public static MarketRound Of(int participants, long seed, int number, double exclusiveDistance = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(participants);
        var random = new RandomStream(seed, RandomPurpose.Market, number, participants);
        var uniform = random.NextInt(2) == 0;
        var reports = new Report[participants];
        for (var i = 0; i < participants; i++)
            reports[i] = Report.Of($"p{i}", uniform ? 500 + random.NextInt(8501) : LogNormal(random), 2 * random.NextDouble(), GainScale);
        return new(reports, ModelDistances.Dense(Distances(participants, random)), lambda: 1)
        {
            ExclusiveDistance = exclusiveDistance,
            ReferenceGain = Market.GainScale.Of(GainScale),
        };
    }

    private static long LogNormal(RandomStream random) => Math.Max(1, (long)Math.Exp(7.5 + (0.8 * random.NextNormal())));

    private static double[,] Distances(int participants, RandomStream random)
    {
        var distances = new double[participants, participants];
        for (var i = 0; i < participants; i++)
        {
            for (var j = 0; j < i; j++) distances[i, j] = distances[j, i] = 1.2 * random.NextDouble();
        }

        return distances;
    }
}
