using System.Numerics;
using Ipfl.Market.Exact;
using Ipfl.Market.Solving;

namespace Ipfl.Market;

/// <summary>
/// The default law: G_i(S) = √(K/N_i) − √(K/(N_i + Σ N_j)), the drop of a generalisation-error bound of order 1/√n
/// (Zhang et al., Nature Communications 16:7923, 2025).
/// </summary>
public sealed class SquareRootGain : IGainFunction, IExactGain, IBoundedGain
{
    /// <summary>The law has no parameters, so one instance serves all.</summary>
    public static readonly SquareRootGain Instance = new();

    private SquareRootGain()
    {
    }

    /// <inheritdoc/>
    public double Increment(GainScale scale, double from, double added)
    {
        // √(K/n) − √(K/(n+a)) = √K · a / (√n √(n+a) (√n + √(n+a))): no cancellation.
        var (before, after) = (Math.Sqrt(from), Math.Sqrt(from + added));
        return Math.Sqrt(scale.Value) / before * (added / after / (before + after));
    }

    /// <inheritdoc/>
    public double Slope(GainScale scale, double total) => 0.5 * Math.Sqrt(scale.Value) / total / Math.Sqrt(total);

    /// <inheritdoc/>
    public double TotalAtSlope(GainScale scale, double slope)
    {
        var root = Math.Cbrt(0.5 * Math.Sqrt(scale.Value) / slope);
        return root * root;
    }

    /// <summary>
    /// With n = a t and t = sinh²x the condition √(K/n) − √(K/(n+a)) = w becomes z⁴ − 4yz − 1 = 0 for z = eˣ and y = √(K/a)/w. In
    /// u = z − 1 &gt; 0 the polynomial is convex and increasing at its root, so Newton's method descends to it from any point above.
    /// </summary>
    public double Headroom(GainScale scale, double added, double weight)
    {
        var y = Math.Sqrt(scale.Value / added) / weight;
        if (double.IsInfinity(y)) return double.PositiveInfinity;
        var u = Math.Min(y, Math.Cbrt(4 * y));

        // Beyond 10¹⁵ the start is the root but for a 1, taken off below; the powers would only overflow.
        if (y > 1e15)
            u -= 1;
        else
            u = Descend(y, u);

        var sinh = 0.5 * (u * ((u + 2) / (u + 1)));
        return added * sinh * sinh;
    }

    /// <inheritdoc/>
    public double TangentGap(GainScale scale, double at, double total)
    {
        // With s = √(total/at): √(K/at) · (s − 1)² (s + 2) / 2s.
        var s = Math.Sqrt(total / at);
        var excess = (total - at) / at / (s + 1);
        return Math.Sqrt(scale.Value / at) * excess * excess * (s + 2) / (2 * s);
    }

    int IExactGain.CompareIncrement(GainScale scale, Fraction from, Fraction to, Fraction weight)
    {
        var k = Fraction.Of(scale.Value);
        return Fraction.SignOfRootDifference(k / from, k / to, weight);
    }

    BigInteger IExactGain.FixedIncrement(GainScale scale, Fraction from, Fraction to)
    {
        var k = Fraction.Of(scale.Value);
        return FixedPoint.Root(k / from) - FixedPoint.Root(k / to);
    }

    void IBoundedGain.BoundThresholds(GainScale scale, ReadOnlySpan<long> sizes, ReadOnlySpan<double> weights, Span<double> bounds) =>
        ThresholdBounds.OfSquareRoot(scale, sizes, weights, bounds);

    private static double Descend(double y, double u)
    {
        for (var iteration = 0; iteration < 64; iteration++)
        {
            var value = ((((((u + 4) * u) + 6) * u) + (4 * (1 - y))) * u) - (4 * y);
            var slope = (((((4 * u) + 12) * u) + 12) * u) + (4 * (1 - y));
            var next = u - (value / slope);
            if (!(next < u)) break;
            var done = u - next <= 1e-9 * u;
            u = next;

            // Convergence is quadratic: after a step below 1e-9 the error is below rounding.
            if (done) break;
        }

        return u;
    }
}
