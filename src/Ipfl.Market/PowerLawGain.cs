namespace Ipfl.Market;

/// <summary>
/// The power law G_i(S) = K (N_i^−α − (N_i + Σ N_j)^−α), α &gt; 0, for learners whose error falls at another rate than 1/√n. α = ½ with
/// √K in place of K is the square-root law.
/// </summary>
public sealed class PowerLawGain : IGainFunction
{
    /// <summary>Makes the law of one exponent.</summary>
    /// <param name="alpha">α: finite and &gt; 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">α is not a finite positive number.</exception>
    public PowerLawGain(double alpha) => Alpha = alpha > 0 && double.IsFinite(alpha)
        ? alpha
        : throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "α must be a finite number > 0");

    /// <summary>α.</summary>
    public double Alpha { get; }

    /// <inheritdoc/>
    public double Increment(GainScale scale, double from, double added) =>
        scale.Value * Math.Pow(from, -Alpha) * OneMinusPower(added / from);

    /// <inheritdoc/>
    public double Slope(GainScale scale, double total) => scale.Value * Alpha * Math.Pow(total, -Alpha - 1);

    /// <inheritdoc/>
    public double TotalAtSlope(GainScale scale, double slope) => Math.Pow(scale.Value * Alpha / slope, 1 / (Alpha + 1));

    /// <summary>
    /// With n = a t: t^−α − (1+t)^−α = r, r = w aᵅ/K. In logarithms both sides are nearly straight (slope −α for small t, −α−1 for large),
    /// so Newton's method on log t converges from the meeting point of the two asymptotes.
    /// </summary>
    public double Headroom(GainScale scale, double added, double weight)
    {
        if (double.IsInfinity(weight)) return 0;
        var target = Math.Log(weight) - Math.Log(scale.Value) + (Alpha * Math.Log(added));
        var x = Math.Min(-target / Alpha, (Math.Log(Alpha) - target) / (Alpha + 1));
        for (var iteration = 0; iteration < 64; iteration++)
        {
            var t = Math.Exp(x);
            var drop = OneMinusPower(1 / t);
            var slope = (-Alpha) + (Alpha * Math.Pow(1 + (1 / t), -Alpha) * (-1 / (1 + t)) / drop);
            var step = ((-Alpha * x) + Math.Log(drop) - target) / slope;
            x -= step;
            if (Math.Abs(step) <= 1e-14 * Math.Max(1, Math.Abs(x))) break;
        }

        return added * Math.Exp(x);
    }

    /// <inheritdoc/>
    public double TangentGap(GainScale scale, double at, double total)
    {
        var rise = total >= at ? Increment(scale, at, total - at) : -Increment(scale, total, at - total);
        return Math.Max(0, (Slope(scale, at) * (total - at)) - rise);
    }

    /// <summary>1 − (1 + x)^−α for x ≥ 0, without cancellation for small x.</summary>
    private double OneMinusPower(double x) => -Expm1(-Alpha * Log1p(x));

    /// <summary>log(1 + x); the correction x/((1+x)−1) undoes the rounding of 1 + x (Kahan).</summary>
    private static double Log1p(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : double.IsInfinity(sum) ? sum : Math.Log(sum) * (x / (sum - 1));
    }

    /// <summary>eˣ − 1 by the same device.</summary>
    private static double Expm1(double x)
    {
        var power = Math.Exp(x);
        if (power == 1) return x;
        var difference = power - 1;
        return difference == -1 ? -1 : difference * (x / Math.Log(power));
    }
}
