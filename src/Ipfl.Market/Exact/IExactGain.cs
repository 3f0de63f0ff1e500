using System.Numerics;

namespace Ipfl.Market.Exact;

/// <summary>A gain function whose increments can be compared with a price without any rounding.</summary>
internal interface IExactGain
{
    /// <summary>The sign of G(to) − G(from) − weight; <paramref name="to"/> may lie below <paramref name="from"/>.</summary>
    int CompareIncrement(GainScale scale, Fraction from, Fraction to, Fraction weight);

    /// <summary>G(to) − G(from) in units of 2^−<see cref="FixedPoint.Bits"/>, to two of them.</summary>
    BigInteger FixedIncrement(GainScale scale, Fraction from, Fraction to);
}
