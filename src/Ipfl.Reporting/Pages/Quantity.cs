namespace Ipfl.Reporting;

/// <summary>Numbers in pages: shown rounded, with the exact value for programs in <c>data value</c>.</summary>
internal static class Quantity
{
    public static Html Money(double value) => Of(value, Form.Money);

    public static Html Percent(double share) => Of(share, Form.Percent);

    public static Html Duration(double seconds) => Exact(seconds, Shown.Duration(seconds));

    public static Html Whole(long count) => Html.Of($"<data value=\"{count}\">{count}</data>");

    /// <summary>A number in some form.</summary>
    public static Html Of(double value, Form form) => Exact(value, form.Show(value));

    /// <summary>A number in some form with so many decimals.</summary>
    public static Html Of(double value, Form form, int decimals) => Exact(value, form.Show(value, decimals));

    /// <summary>A mean over seeds with its standard deviation, where there is one.</summary>
    public static Html Of(Spread spread, Form form) => spread.Deviation is { } deviation
        ? Html.Of($"{Of(spread.Mean, form, form.Decimals(spread))} ± {Of(deviation, form with { Signed = false }, form.Decimals(spread))}")
        : Of(spread.Mean, form);

    /// <summary>A number shown in one's own way.</summary>
    public static Html Exact(double value, string shown) => Html.Of($"<data value=\"{value.ToString("R")}\">{shown}</data>");
}
