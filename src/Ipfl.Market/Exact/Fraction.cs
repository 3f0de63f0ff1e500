using System.Numerics;

namespace Ipfl.Market.Exact;

/// <summary>An exact rational number, for the rare comparisons that rounding could decide wrongly.</summary>
internal readonly struct Fraction
{
    private readonly BigInteger _numerator;
    private readonly BigInteger _denominator;

    private Fraction(BigInteger numerator, BigInteger denominator) => (_numerator, _denominator) = (numerator, denominator);

    public int Sign => _numerator.Sign;

    /// <summary>The exact value of a finite double.</summary>
    public static Fraction Of(double value) => Of(Dyadic.Of(value));

    public static Fraction Of(Dyadic value) => value.Exponent >= 0
        ? new(value.Mantissa << value.Exponent, BigInteger.One)
        : new(value.Mantissa, BigInteger.One << -value.Exponent);

    public static Fraction Whole(BigInteger value) => new(value, BigInteger.One);

    public static Fraction operator +(Fraction a, Fraction b) =>
        new((a._numerator * b._denominator) + (b._numerator * a._denominator), a._denominator * b._denominator);

    public static Fraction operator -(Fraction a) => new(-a._numerator, a._denominator);

    public static Fraction operator -(Fraction a, Fraction b) => a + -b;

    public static Fraction operator *(Fraction a, Fraction b) => new(a._numerator * b._numerator, a._denominator * b._denominator);

    /// <summary>Quotient by a positive number.</summary>
    public static Fraction operator /(Fraction a, Fraction b) => new(a._numerator * b._denominator, a._denominator * b._numerator);

    /// <summary>⌊2^<paramref name="bits"/> times the number⌋.</summary>
    public BigInteger Shifted(int bits)
    {
        var quotient = BigInteger.DivRem(_numerator << bits, _denominator, out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    public int CompareTo(Fraction other) => (_numerator * other._denominator).CompareTo(other._numerator * _denominator);

    /// <summary>The sign of √a − √b − w for a, b ≥ 0, by squaring twice.</summary>
    public static int SignOfRootDifference(Fraction a, Fraction b, Fraction w)
    {
        if (w.Sign < 0) return -SignOfRootDifference(b, a, -w);

        // √a against w + √b: a − b − w² against 2w√b, both squared again once the left side is known not to be negative.
        var left = a - b - (w * w);
        if (left.Sign < 0) return -1;
        return (left * left).CompareTo(Whole(4) * w * w * b);
    }

    /// <summary>Half way between two numbers, reduced: halving again and again would let the parts grow without bound.</summary>
    public static Fraction Middle(Fraction a, Fraction b)
    {
        var (sum, half) = (a + b, new Fraction(BigInteger.One, 2));
        var middle = sum * half;
        var common = BigInteger.GreatestCommonDivisor(middle._numerator, middle._denominator);
        return new(middle._numerator / common, middle._denominator / common);
    }
}
