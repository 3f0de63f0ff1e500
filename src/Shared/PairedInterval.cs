using MathNet.Numerics.Distributions;

namespace Ipfl;

/// <summary>A confidence interval of the mean of differences that were taken pair by pair.</summary>
internal readonly record struct PairedInterval(double Low, double High)
{
    /// <summary>The probability with which such intervals cover the true mean, where the differences are normally distributed.</summary>
    public const double Confidence = 0.95;

    /// <summary>Whether it leaves no doubt that the true mean is above 0.</summary>
    public bool IsAboveZero => Low > 0;

    /// <summary>
    /// Mean ± t · s/√n with Student's t at n − 1 degrees of freedom (Student, The probable error of a mean, Biometrika 6, 1908); null for a
    /// single difference.
    /// </summary>
    public static PairedInterval? Of(Spread differences)
    {
        if (differences.Deviation is not { } deviation) return null;
        var reach = StudentT.InvCDF(0, 1, differences.Count - 1, (1 + Confidence) / 2) * deviation / Math.Sqrt(differences.Count);
        return new(differences.Mean - reach, differences.Mean + reach);
    }
}
