namespace Ipfl.Market.Solving;

/// <summary>A gain function that bounds many thresholds at once, for less than it takes to find them.</summary>
internal interface IBoundedGain
{
    /// <summary>
    /// For each seller a number that its threshold T = <see cref="IGainFunction.Headroom"/> + N_j is below, by a trillionth at least. Weights
    /// of 0 and less come out as ∞.
    /// </summary>
    void BoundThresholds(GainScale scale, ReadOnlySpan<long> sizes, ReadOnlySpan<double> weights, Span<double> bounds);
}
