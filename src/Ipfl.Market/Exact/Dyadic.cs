using System.Numerics;

namespace Ipfl.Market.Exact;

/// <summary>An exact number m · 2^e: what sums and products of doubles are. They need no common denominator, as <see cref="Fraction"/> does.</summary>
internal readonly record struct Dyadic(BigInteger Mantissa, int Exponent)
{
    public static Dyadic Zero => new(BigInteger.Zero, 0);

    /// <summary>The exact value of a finite double.</summary>
    public static Dyadic Of(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = bits & 0xF_FFFF_FFFF_FFFF;
        if (mantissa == 0 && exponent == 0) return Zero;
        if (exponent == 0) exponent = 1;
        else mantissa |= 1L << 52;
        var trailing = BitOperations.TrailingZeroCount(mantissa);
        return new((value < 0 ? -mantissa : mantissa) >> trailing, exponent - 1075 + trailing);
    }

    public static Dyadic operator +(Dyadic a, Dyadic b)
    {
        if (a.Mantissa.IsZero) return b;
        if (b.Mantissa.IsZero) return a;
        var unit = Math.Min(a.Exponent, b.Exponent);
        return new(a.InUnitsOf(unit) + b.InUnitsOf(unit), unit);
    }

    public static Dyadic operator -(Dyadic a, Dyadic b) => a + new Dyadic(-b.Mantissa, b.Exponent);

    public static Dyadic operator *(Dyadic a, Dyadic b) => new(a.Mantissa * b.Mantissa, a.Exponent + b.Exponent);

    public static Dyadic operator *(Dyadic a, BigInteger b) => new(a.Mantissa * b, a.Exponent);

    /// <summary>The number over 2^<paramref name="exponent"/>, which divides it: an exponent no higher than its own.</summary>
    public BigInteger InUnitsOf(int exponent) => Mantissa << (Exponent - exponent);

    public int CompareTo(Dyadic other) => (this - other).Mantissa.Sign;
}
