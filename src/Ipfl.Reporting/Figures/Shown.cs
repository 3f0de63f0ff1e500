using System.Globalization;

namespace Ipfl.Reporting;

/// <summary>How numbers are shown to people.</summary>
internal static class Shown
{
    /// <summary>Money and weights: three significant digits, thousands apart.</summary>
    public static string Number(double value) => IsExtreme(value)
        ? Clean(value.ToString("0.00e+0", CultureInfo.InvariantCulture))
        : Number(value, Significant.Decimals(value));

    /// <summary>A number with so many decimals, and where it is asked for a plus.</summary>
    public static string Number(double value, int decimals, bool signed = false)
    {
        var rounded = Significant.Rounded(value, decimals);
        return Clean($"{(signed && rounded > 0 ? "+" : "")}{rounded.ToString($"N{decimals}", CultureInfo.InvariantCulture)}");
    }

    /// <summary>A number that somebody chose, such as a factor: as it is.</summary>
    public static string Given(double value) => Clean(value.ToString("#,##0.####", CultureInfo.InvariantCulture));

    /// <summary>A share in [0, 1] as a percentage.</summary>
    public static string Percent(double share) => $"{Number(100 * share)} %";

    /// <summary>A correlation in [−1, 1].</summary>
    public static string Correlation(double value) => Number(value, 2);

    /// <summary>Three significant digits for narrow places.</summary>
    public static string Short(double value) => Math.Abs(value) is (> 0 and < 0.01) or >= 1e5
        ? Clean(value.ToString("0.0e+0", CultureInfo.InvariantCulture))
        : Clean(Significant.Text(value));

    /// <summary>Seconds as a person would say them.</summary>
    public static string Duration(double seconds) => DurationText.Of(seconds);

    /// <summary>Bytes in MiB or GiB.</summary>
    public static string Memory(long bytes) => bytes < 1L << 30
        ? $"{Significant.Text(bytes / (double)(1 << 20))} MiB"
        : $"{Significant.Text(bytes / (double)(1 << 30))} GiB";

    /// <summary>Whether a number takes fewer letters with a power of ten.</summary>
    public static bool IsExtreme(double value) => Math.Abs(value) is >= 1e9 or (> 0 and < 1e-4);

    private static string Clean(string number) => number.Replace('-', '−');
}
