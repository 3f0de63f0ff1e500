using System.Globalization;

namespace Ipfl.Reporting;

/// <summary>How numbers are shown to people.</summary>
internal static class Shown
{
    /// <summary>Money and weights: four decimals at most, thousands apart.</summary>
    public static string Number(double value) => Clean(Math.Abs(value) is >= 1e9 or (> 0 and < 1e-4)
        ? value.ToString("0.###e+0", CultureInfo.InvariantCulture)
        : value.ToString(Math.Abs(value) >= 1000 ? "#,##0.##" : "0.####", CultureInfo.InvariantCulture));

    /// <summary>A share in [0, 1] as a percentage.</summary>
    public static string Percent(double share) => Clean((100 * share).ToString("0.00", CultureInfo.InvariantCulture)) + " %";

    /// <summary>A difference of shares in percentage points, with its sign; the unit stands beside.</summary>
    public static string Points(double difference) => Clean((100 * difference).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture));

    /// <summary>A difference of money, with its sign.</summary>
    public static string Signed(double difference) => difference > 0 ? $"+{Number(difference)}" : Number(difference);

    /// <summary>A correlation in [−1, 1].</summary>
    public static string Correlation(double value) => Clean(value.ToString("0.00", CultureInfo.InvariantCulture));

    /// <summary>Three significant digits, for narrow places.</summary>
    public static string Short(double value)
    {
        if (value == 0) return "0";
        var size = Math.Abs(value);
        if (size is < 0.01 or >= 1e5) return Clean(value.ToString("0.#e+0", CultureInfo.InvariantCulture));
        return Clean(value.ToString(size >= 100 ? "0" : size >= 10 ? "0.#" : "0.##", CultureInfo.InvariantCulture));
    }

    /// <summary>Seconds as a person would say them.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        > 0 and < 1 => $"{Clean((1000 * seconds).ToString("0.#", CultureInfo.InvariantCulture))} ms",
        < 60 => $"{Clean(seconds.ToString("0.0", CultureInfo.InvariantCulture))} s",
        < 3600 => $"{(int)(seconds / 60)} min {(int)(seconds % 60)} s",
        _ => $"{(int)(seconds / 3600)} h {(int)(seconds % 3600 / 60)} min",
    };

    /// <summary>A number of things.</summary>
    public static string Count(int count, string thing) => $"{count} {thing}{(count == 1 ? "" : "s")}";

    /// <summary>Bytes in MiB or GiB.</summary>
    public static string Memory(long bytes) => bytes < 1L << 30
        ? $"{(bytes / (double)(1 << 20)).ToString("0", CultureInfo.InvariantCulture)} MiB"
        : $"{(bytes / (double)(1 << 30)).ToString("0.0", CultureInfo.InvariantCulture)} GiB";

    private static string Clean(string number) => number.Replace('-', '−');
}
