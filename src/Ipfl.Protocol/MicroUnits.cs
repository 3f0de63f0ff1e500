using System.Globalization;

namespace Ipfl.Protocol;

/// <summary>An amount of money in whole millionths of the currency unit. Sums that leave the range of 64 bits throw.</summary>
/// <param name="Value">Millionths.</param>
public readonly record struct MicroUnits(long Value) : IComparable<MicroUnits>
{
    private const int PerUnit = 1_000_000;

    /// <summary>Nothing.</summary>
    public static MicroUnits Zero => default;

    /// <summary>The largest whole number of millionths that is not above an amount in units; amounts below zero count as zero.</summary>
    /// <exception cref="OverflowException">The amount is NaN, or beyond the range.</exception>
    public static MicroUnits Floor(double units) => new(checked((long)Math.Max(0, Math.Floor(units * PerUnit))));

    /// <summary>The smallest whole number of millionths that is not below an amount in units; amounts below zero count as zero.</summary>
    /// <exception cref="OverflowException">The amount is NaN, or beyond the range.</exception>
    public static MicroUnits Ceiling(double units) => new(checked((long)Math.Max(0, Math.Ceiling(units * PerUnit))));

    /// <summary>Reads an amount such as <c>12</c>, <c>0.5</c> or <c>-3.250001</c>: a decimal point, at most six digits after it.</summary>
    public static bool TryParse(string? text, out MicroUnits amount)
    {
        amount = default;
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var units)) return false;
        var micros = decimal.MaxValue / PerUnit > Math.Abs(units) ? units * PerUnit : decimal.MaxValue;
        if (micros != decimal.Truncate(micros) || micros < long.MinValue || micros > long.MaxValue) return false;
        amount = new((long)micros);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(MicroUnits other) => Value.CompareTo(other.Value);

    /// <summary>The amount in units with six digits after the point, as files and pages show it.</summary>
    public override string ToString() => ((decimal)Value / PerUnit).ToString("0.000000", CultureInfo.InvariantCulture);

    /// <summary>The sum.</summary>
    public static MicroUnits operator +(MicroUnits left, MicroUnits right) => new(checked(left.Value + right.Value));

    /// <summary>The difference.</summary>
    public static MicroUnits operator -(MicroUnits left, MicroUnits right) => new(checked(left.Value - right.Value));

    /// <summary>The opposite amount.</summary>
    public static MicroUnits operator -(MicroUnits amount) => new(checked(-amount.Value));

    /// <summary>Whether the left amount is smaller.</summary>
    public static bool operator <(MicroUnits left, MicroUnits right) => left.Value < right.Value;

    /// <summary>Whether the left amount is larger.</summary>
    public static bool operator >(MicroUnits left, MicroUnits right) => left.Value > right.Value;

    /// <summary>Whether the left amount is not larger.</summary>
    public static bool operator <=(MicroUnits left, MicroUnits right) => left.Value <= right.Value;

    /// <summary>Whether the left amount is not smaller.</summary>
    public static bool operator >=(MicroUnits left, MicroUnits right) => left.Value >= right.Value;
}
