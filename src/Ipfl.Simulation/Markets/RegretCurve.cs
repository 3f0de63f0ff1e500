using Ipfl.Market;

namespace Ipfl.Simulation;

/// <summary>How far a mechanism is from truthful in cost, or from safe against another lie, in random markets of one size.</summary>
/// <param name="Mechanism">The mechanism's name.</param>
/// <param name="Participants">The size of each market.</param>
/// <param name="Markets">How many markets were audited.</param>
/// <param name="MarketShare">The share of markets in which some false cost pays.</param>
/// <param name="ParticipantShare">The share of participants whom some false cost pays.</param>
/// <param name="MeanUtility">The mean utility, all reports being true, over all participants of all markets.</param>
/// <param name="MeanRegret">The mean regret over the same participants.</param>
/// <param name="MaxRegret">The largest regret.</param>
public readonly record struct RegretPoint(
    string Mechanism, int Participants, int Markets, double MarketShare, double ParticipantShare, double MeanUtility, double MeanRegret, double MaxRegret);

/// <summary>
/// The regret in cost against the size of the market: exact in every market, but for a <see cref="CustomMechanism"/>, whose false costs are
/// searched at the default resolution of an audit.
/// </summary>
public static class RegretCurve
{
    // Work grows with the square of the size: beyond this one, markets become fewer in that measure.
    private const int FullSize = 200;
    private const int FewestMarkets = 2;

    /// <summary>How many markets of a size are audited when <paramref name="markets"/> are asked for: beyond 200 participants fewer, but two at least.</summary>
    public static int MarketsOf(int participants, int markets) => participants <= FullSize
        ? markets
        : Math.Min(markets, Math.Max(FewestMarkets, (int)(markets * (double)FullSize / participants * FullSize / participants)));

    /// <summary>Audits random markets. Equal arguments give equal points.</summary>
    /// <param name="mechanisms">The mechanisms; all of them see the same markets.</param>
    /// <param name="sizes">Numbers of participants, ≥ 1.</param>
    /// <param name="markets">How many markets of each size, ≥ 1; of large ones fewer (<see cref="MarketsOf"/>).</param>
    /// <param name="seed">The seed of the markets.</param>
    /// <param name="progress">Told the share that is done, from 0 to 1.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>By mechanism, then by size, as they were given.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size or the number of markets is below 1.</exception>
    public static IReadOnlyList<RegretPoint> Measure(
        IReadOnlyList<Mechanism> mechanisms, IReadOnlyList<int> sizes, int markets, long seed, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        Measure(mechanisms, sizes, markets, seed, CurveLie.Cost, 0, progress, cancellation);

    /// <summary>The same for another lie.</summary>
    /// <param name="mechanisms">The mechanisms; all of them see the same markets.</param>
    /// <param name="sizes">Numbers of participants, ≥ 1.</param>
    /// <param name="markets">How many markets of each size, ≥ 1; of large ones fewer (<see cref="MarketsOf"/>).</param>
    /// <param name="seed">The seed of the markets.</param>
    /// <param name="lie">The lie.</param>
    /// <param name="exclusiveDistance">ε, below which models are taken for one; 0 for none, which is all that the walks know.</param>
    /// <param name="progress">Told the share that is done, from 0 to 1.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>By mechanism, then by size, as they were given.</returns>
    /// <exception cref="ArgumentException">A walk is asked for exclusivity.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size or the number of markets is below 1, or ε negative.</exception>
    public static IReadOnlyList<RegretPoint> Measure(
        IReadOnlyList<Mechanism> mechanisms, IReadOnlyList<int> sizes, int markets, long seed, CurveLie lie, double exclusiveDistance,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(mechanisms);
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(markets);
        foreach (var size in sizes) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size, nameof(sizes));
        var points = new List<RegretPoint>();
        var (work, done) = (mechanisms.Count * sizes.Sum(size => Work(size, MarketsOf(size, markets))), 0.0);
        foreach (var mechanism in mechanisms)
        {
            foreach (var size in sizes)
            {
                var count = MarketsOf(size, markets);
                var tally = new RegretTally();
                for (var number = 0; number < count; number++)
                {
                    tally.Add(CurveRegrets.Of(RandomMarket.Of(size, seed, number, exclusiveDistance), mechanism, lie, cancellation));
                    progress?.Report((done += Work(size, 1)) / work);
                }

                points.Add(tally.Point(mechanism.Name, size));
            }
        }

        return points;
    }

    private static double Work(int size, int markets) => (double)size * size * markets;
}
