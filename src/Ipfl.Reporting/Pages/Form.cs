namespace Ipfl.Reporting;

/// <summary>How the numbers of a column are shown.</summary>
/// <param name="Scale">What they are multiplied with.</param>
/// <param name="Unit">What stands behind each.</param>
/// <param name="Signed">Whether those above 0 have a plus.</param>
internal sealed record Form(double Scale, string Unit, bool Signed = false)
{
    public static readonly Form Money = new(1, "");
    public static readonly Form Percent = new(100, " %");

    /// <summary>Differences of shares in percentage points; the unit stands beside.</summary>
    public static readonly Form Points = new(100, "", Signed: true);

    /// <summary>Differences of money.</summary>
    public static readonly Form Difference = new(1, "", Signed: true);

    /// <summary>Counts and means of counts: whole ones without decimals.</summary>
    public static readonly Form Count = new(1, "") { IsCount = true };

    private bool IsCount { get; init; }

    /// <summary>Decimals that a mean and its deviation share.</summary>
    public int Decimals(Spread spread) => Significant.Decimals(spread with { Mean = Scale * spread.Mean, Deviation = Scale * spread.Deviation });

    /// <summary>A number by itself.</summary>
    public string Show(double value) => Shown.IsExtreme(Scale * value)
        ? $"{(Signed && value > 0 ? "+" : "")}{Shown.Number(Scale * value)}{Unit}"
        : Show(value, IsCount && double.IsInteger(value) ? 0 : Significant.Decimals(Scale * value));

    /// <summary>A number with so many decimals.</summary>
    public string Show(double value, int decimals) => $"{Shown.Number(Scale * value, decimals, Signed)}{Unit}";

    /// <summary>A mean and, where there is one, its deviation, which has no sign.</summary>
    public string Show(Spread spread) => spread.Deviation is { } deviation
        ? $"{Show(spread.Mean, Decimals(spread))} ± {(this with { Signed = false }).Show(deviation, Decimals(spread))}"
        : Show(spread.Mean);
}
