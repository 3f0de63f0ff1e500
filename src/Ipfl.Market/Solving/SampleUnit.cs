using System.Numerics;

namespace Ipfl.Market.Solving;

/// <summary>
/// The unit in which a buyer counts samples, 2^−<see cref="Exponent"/>: one sample, or a part of it where effective samples are no whole
/// numbers. Sizes and totals so stay integers, and totals exact. The exponent is even, so that roots scale without rounding.
/// </summary>
internal readonly record struct SampleUnit(int Exponent)
{
    /// <summary>Far finer than anything that counts; totals of any market still fit 127 bits.</summary>
    private const int Finest = 60;

    /// <summary>Bits of the largest number: so that sizes fit a long, and what is up to 512 times smaller keeps all bits of a double.</summary>
    private const int Precision = 62;

    /// <summary>Samples per unit.</summary>
    public double Samples => PowerOfTwo(-Exponent);

    /// <summary>The coarsest unit in which all numbers are whole, but no finer than 62 bits of the largest.</summary>
    /// <param name="samples">Finite numbers ≥ 0.</param>
    /// <param name="left">The place of one that does not count; −1 for none.</param>
    public static SampleUnit For(ReadOnlySpan<double> samples, int left)
    {
        var (largest, lowestBit) = (0.0, 0);
        for (var k = 0; k < samples.Length; k++)
        {
            var value = samples[k];
            if (k == left || value == 0) continue;
            largest = Math.Max(largest, value);
            lowestBit = Math.Min(lowestBit, LowestBit(value));
        }

        if (lowestBit == 0) return default;
        var most = Math.Clamp(Precision - 1 - Math.ILogB(largest), 0, Finest);
        return new(Math.Min(-lowestBit + (-lowestBit % 2), most - (most % 2)));
    }

    /// <summary>How many units these samples are; to the nearest.</summary>
    public long Units(double samples) => (long)Math.Round(samples * PowerOfTwo(Exponent));

    /// <summary>Whole samples in units.</summary>
    public Int128 Units(long samples) => (Int128)samples << Exponent;

    private static double PowerOfTwo(int exponent) => BitConverter.Int64BitsToDouble((1023L + exponent) << 52);

    private static int LowestBit(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = bits & 0xF_FFFF_FFFF_FFFF;
        if (exponent == 0) exponent = 1;
        else mantissa |= 1L << 52;
        return exponent - 1075 + BitOperations.TrailingZeroCount(mantissa);
    }
}
