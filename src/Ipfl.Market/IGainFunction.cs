namespace Ipfl.Market;

/// <summary>
/// What samples are worth to a buyer: an increasing, strictly concave function of its total number of samples, scaled by K. The mechanisms
/// need nothing else, but need it to full precision, so differences are asked for as such and never formed by subtraction of values.
/// All functions take K &gt; 0 and totals &gt; 0.
/// </summary>
public interface IGainFunction
{
    /// <summary>G(from + added) − G(from) for added ≥ 0, to a few units in the last place.</summary>
    double Increment(GainScale scale, double from, double added);

    /// <summary>G′(total), the gain per further sample.</summary>
    double Slope(GainScale scale, double total);

    /// <summary>The total at which G′ falls to <paramref name="slope"/> &gt; 0.</summary>
    double TotalAtSlope(GainScale scale, double slope);

    /// <summary>
    /// The largest total to which <paramref name="added"/> samples are still worth adding at the price <paramref name="weight"/> &gt; 0:
    /// the n with Increment(n, added) = weight, to 1e-12 relative. A seller's threshold is T = n + added.
    /// </summary>
    double Headroom(GainScale scale, double added, double weight);

    /// <summary>How far the tangent at <paramref name="at"/> lies above G at <paramref name="total"/>; never negative.</summary>
    double TangentGap(GainScale scale, double at, double total);
}
