namespace Ipfl.Simulation;

/// <summary>Differences of two algorithms, one per seed: both started from the same partition and the same initial model.</summary>
/// <param name="Seeds">n, how many differences there are.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation (n − 1); null for a single seed.</param>
/// <param name="Low">Lower end of the 95 % confidence interval of the mean; null for a single seed.</param>
/// <param name="High">Upper end of that interval; null for a single seed.</param>
/// <param name="Positive">In how many seeds the difference is above 0.</param>
/// <param name="Negative">In how many it is below 0.</param>
public sealed record PairedStatistics(int Seeds, double Mean, double? Deviation, double? Low, double? High, int Positive, int Negative)
{
    /// <summary>The probability with which such intervals cover the true mean, where the differences are normally distributed.</summary>
    public const double Confidence = PairedInterval.Confidence;

    /// <summary>Their mean, its interval, and how often each sign came.</summary>
    /// <param name="differences">One finite number per seed, at least one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static PairedStatistics Of(IReadOnlyCollection<double> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        if (differences.Count == 0) throw new ArgumentException("at least one difference is needed", nameof(differences));
        var spread = Spread.Of(differences);
        var (positive, negative) = (differences.Count(value => value > 0), differences.Count(value => value < 0));
        var interval = PairedInterval.Of(spread);
        return new(spread.Count, spread.Mean, spread.Deviation, interval?.Low, interval?.High, positive, negative);
    }
}
