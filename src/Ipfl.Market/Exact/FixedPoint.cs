using System.Numerics;

namespace Ipfl.Market.Exact;

/// <summary>Roots of exact numbers as integers in units of 2^−<see cref="Bits"/>, rounded down: for comparisons that no rational arithmetic decides.</summary>
internal static class FixedPoint
{
    /// <summary>Binary places.</summary>
    public const int Bits = 512;

    /// <summary>A number in units of 2^−Bits, rounded down.</summary>
    public static BigInteger Of(Fraction value) => value.Shifted(Bits);

    /// <summary>√value for value ≥ 0.</summary>
    public static BigInteger Root(Fraction value) => Root(value.Shifted(2 * Bits));

    /// <summary>The fourth root of a whole number ≥ 0.</summary>
    public static BigInteger FourthRoot(BigInteger value) => Root(Root(value << (4 * Bits)));

    /// <summary>⌊√value⌋ by Newton's method from above.</summary>
    private static BigInteger Root(BigInteger value)
    {
        if (value.IsZero) return value;
        var root = BigInteger.One << (int)((value.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = (root + (value / root)) >> 1;
            if (next >= root) return root;
            root = next;
        }
    }
}
