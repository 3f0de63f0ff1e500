using System.Numerics;

namespace Ipfl.Market.Solving;

/// <summary>
/// Upper bounds of thresholds. A concave gain lies below its tangents, so N_j samples add at most G′(n) N_j to n of them, and the largest n
/// that is worth w is at most where G′ falls to w/N_j.
/// </summary>
internal static class ThresholdBounds
{
    /// <summary>Wide enough for the rounding of either side.</summary>
    private const double Margin = 1 + 1e-9;

    /// <summary>Beyond, the exponent trick leaves its range; so large a share of samples to weight is bounded by ∞.</summary>
    private const double Huge = 1e100;

    /// <summary>2^(⅔ · 0.0861), see <see cref="TwoThirdsPower"/>, rounded up.</summary>
    private const double Excess = 1.041;

    /// <summary>Bounds for any gain function.</summary>
    public static void Of(IGainFunction gain, GainScale scale, ReadOnlySpan<long> sizes, ReadOnlySpan<double> weights, Span<double> bounds)
    {
        for (var j = 0; j < bounds.Length; j++)
            bounds[j] = weights[j] <= 0 ? double.PositiveInfinity : Margin * (gain.TotalAtSlope(scale, weights[j] / sizes[j]) + sizes[j]);
    }

    /// <summary>Bounds for the square-root law, whose G′ falls to w/N at (K/4)^⅓ (N/w)^⅔.</summary>
    public static void OfSquareRoot(GainScale scale, ReadOnlySpan<long> sizes, ReadOnlySpan<double> weights, Span<double> bounds)
    {
        var root = Excess * Math.Cbrt(scale.Value / 4);
        var whole = bounds.Length - (bounds.Length % Vector<double>.Count);
        for (var j = 0; j < whole; j += Vector<double>.Count)
            Bound(root, new(sizes[j..]), new(weights[j..])).CopyTo(bounds[j..]);
        for (var j = whole; j < bounds.Length; j++)
            bounds[j] = Bound(root, new Vector<long>(sizes[j]), new Vector<double>(weights[j]))[0];
    }

    private static Vector<double> Bound(double root, Vector<long> sizes, Vector<double> weights)
    {
        var samples = Vector.ConvertToDouble(sizes);
        var share = samples / Vector.Max(weights, new(double.Epsilon));
        var bound = Margin * ((root * TwoThirdsPower(share)) + samples);
        return Vector.ConditionalSelect(Vector.LessThan(share, new(Huge)), bound, new(double.PositiveInfinity));
    }

    /// <summary>
    /// About y^⅔. Read as whole numbers, the bits of y are a logarithm to base 2 but for at most 0.0861 that it is too small by, so that
    /// two thirds of them are the bits of a number that is too small by a factor of 2^(⅔ · 0.0861), or too large by 2^0.0861, at most.
    /// </summary>
    private static Vector<double> TwoThirdsPower(Vector<double> y)
    {
        const double offset = 0x3FF0_0000_0000_0000 / 3.0;
        var bits = (2.0 / 3 * Vector.ConvertToDouble(Vector.AsVectorInt64(y))) + new Vector<double>(offset);
        return Vector.AsVectorDouble(Vector.ConvertToInt64(bits));
    }
}
