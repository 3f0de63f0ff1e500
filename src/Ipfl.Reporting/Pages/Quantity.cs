namespace Ipfl.Reporting;

/// <summary>Numbers in pages: shown rounded, with the exact value for programs in <c>data value</c>.</summary>
internal static class Quantity
{
    public static Html Money(double value) => Exact(value, Shown.Number(value));

    public static Html Percent(double share) => Exact(share, Shown.Percent(share));

    public static Html Points(double difference) => Exact(difference, Shown.Points(difference));

    public static Html Signed(double difference) => Exact(difference, Shown.Signed(difference));

    public static Html Duration(double seconds) => Exact(seconds, Shown.Duration(seconds));

    public static Html Whole(long count) => Html.Of($"<data value=\"{count}\">{count}</data>");

    /// <summary>A mean over seeds with its standard deviation, where there is one.</summary>
    public static Html Of(Spread spread, Func<double, Html> show) =>
        double.IsNaN(spread.Deviation) ? show(spread.Mean) : Html.Of($"{show(spread.Mean)} ± {show(spread.Deviation)}");

    /// <summary>A number shown in one's own way.</summary>
    public static Html Exact(double value, string shown) => Html.Of($"<data value=\"{value.ToString("R")}\">{shown}</data>");
}
