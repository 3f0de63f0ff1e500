using System.Globalization;

namespace Ipfl;

/// <summary>How many decimals a number is shown with: three significant digits, no zero left out and none made up.</summary>
internal static class Significant
{
    private const int Digits = 3;
    private const int MostDecimals = 12;

    /// <summary>Decimals that leave a number its first three digits; none from 100 on, and none of an exact 0.</summary>
    public static int Decimals(double value) => value == 0 ? 0 : Math.Clamp(Digits - 1 - Exponent(value), 0, MostDecimals);

    /// <summary>Decimals that a mean and its deviation share: three digits of the larger one, and at least one of the deviation.</summary>
    public static int Decimals(Spread spread) => spread.Deviation is not { } deviation || deviation == 0
        ? Decimals(spread.Mean)
        : Math.Max(Decimals(Math.Max(Math.Abs(spread.Mean), deviation)), Math.Clamp(-Exponent(deviation), 0, MostDecimals));

    /// <summary>A number for programs' and people's tables, with a point and without groups.</summary>
    public static string Text(double value) => Text(value, Decimals(value));

    /// <summary>A number with so many decimals.</summary>
    public static string Text(double value, int decimals) => Rounded(value, decimals).ToString($"F{decimals}", CultureInfo.InvariantCulture);

    /// <summary>A number as those decimals show it; what they show as 0 has no sign.</summary>
    public static double Rounded(double value, int decimals) => Math.Round(value, decimals, MidpointRounding.AwayFromZero) + 0.0;

    /// <summary>Mean, sign and deviation; a single number has neither sign nor deviation.</summary>
    public static string Text(Spread spread, string sign = "±")
    {
        var decimals = Decimals(spread);
        return spread.Deviation is { } deviation ? $"{Text(spread.Mean, decimals)} {sign} {Text(deviation, decimals)}" : Text(spread.Mean, decimals);
    }

    /// <summary>The power of ten of a number that is rounded to those digits.</summary>
    private static int Exponent(double value) =>
        int.Parse(value.ToString($"E{Digits - 1}", CultureInfo.InvariantCulture).Split('E')[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
