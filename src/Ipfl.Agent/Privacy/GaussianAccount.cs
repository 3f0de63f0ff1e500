namespace Ipfl.Agent;

/// <summary>
/// What releases under Gaussian noise give away together. The Rényi divergence of order α of one release with noise of standard deviation s
/// on a vector that two data sets change by at most Δ is α·Δ²/(2s²) (Mironov 2017, Proposition 7); those of releases that build on one
/// another add up (Proposition 1). So the whole is told by one number ρ = Σ Δ²/(2s²).
/// </summary>
public static class GaussianAccount
{
    private const double GoldenRatio = 0.6180339887498949;
    private const double Precision = 1e-12;

    /// <summary>ρ of one release: Δ²/(2s²).</summary>
    /// <param name="sensitivity">Δ, at least 0.</param>
    /// <param name="deviation">s, positive.</param>
    public static double Rho(double sensitivity, double deviation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sensitivity, 0.0);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(deviation);
        var ratio = sensitivity / deviation;
        return ratio * ratio / 2;
    }

    /// <summary>
    /// The ε for which all releases together are (ε, δ)-differentially private: the least over all real orders α > 1 of
    /// ρα + ln((α − 1)/α) − (ln δ + ln α)/(α − 1) (Canonne, Kamath and Steinke 2020, Proposition 12; Balle et al. 2020, Theorem 21), at
    /// least 0. Every order gives a true bound, so the search need not find the very best one.
    /// </summary>
    /// <param name="rho">ρ, at least 0.</param>
    /// <param name="delta">δ, in (0, 1).</param>
    public static double Epsilon(double rho, double delta)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rho, 0.0);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(delta);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(delta, 1);
        if (rho == 0) return 0;

        // Around the best order of the plain conversion ρα + ln(1/δ)/(α − 1), searched on the logarithm of α − 1.
        var centre = Math.Log(Math.Sqrt(-Math.Log(delta) / rho));
        return Math.Max(0, Least(logarithm => At(rho, delta, Math.Exp(logarithm)), centre - 20, centre + 20));
    }

    private static double At(double rho, double delta, double aboveOne) =>
        rho * (1 + aboveOne) - double.LogP1(1 / aboveOne) - (Math.Log(delta) + double.LogP1(aboveOne)) / aboveOne;

    /// <summary>The best of a coarse grid, refined by golden-section search.</summary>
    private static double Least(Func<double, double> f, double from, double to)
    {
        const int points = 400;
        var step = (to - from) / points;
        var best = Enumerable.Range(0, points + 1).Select(i => from + i * step).MinBy(f);
        var (low, high) = (best - step, best + step);
        while (high - low > Precision * Math.Max(1, Math.Abs(best)))
        {
            var (left, right) = (high - GoldenRatio * (high - low), low + GoldenRatio * (high - low));
            if (f(left) < f(right)) high = right;
            else low = left;
        }

        return Math.Min(f(best), f((low + high) / 2));
    }
}
