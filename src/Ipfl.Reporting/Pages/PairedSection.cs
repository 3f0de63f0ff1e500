namespace Ipfl.Reporting;

/// <summary>The part of a comparison's report about differences to the reference.</summary>
internal static class PairedSection
{
    private static readonly string[] Columns = ["Best accuracy", "95 % interval", "Wins", "Mean utility", "95 % interval", "Wins"];

    public static Html Of(Comparison comparison, IEnumerable<Figure> figures)
    {
        if (comparison.Pairs.Count == 0) return Html.Empty;
        var (reference, seeds) = (comparison.Pairs[0].Reference, comparison.Pairs.Max(pair => pair.Seeds));
        return Page.Section(
            $"Differences to {reference}",
            HtmlTable.Of(["Algorithm", .. Columns], comparison.Pairs.GroupBy(pair => pair.Algorithm).Select(Row)),
            Html.Of($"<p class=\"lead\">Algorithm − {reference}, paired by seed (same partition, same initial model), over {Counted.Of(seeds, "seed")}; pp: percentage points. {Explanation(seeds)} Wins: in how many seeds the algorithm and {reference} are better.</p>\n"),
            Html.Join(figures.Select(Page.Picture)));
    }

    private static string Explanation(int seeds) => seeds < 2
        ? "A single seed gives no standard deviation and no interval."
        : "Mean ± standard deviation (n − 1), and the mean's 95 % confidence interval by Student's t with n − 1 degrees of freedom. Few seeds make wide intervals; one that holds 0 leaves open which algorithm is better.";

    private static IReadOnlyList<Html> Row(IGrouping<string, PairRow> algorithm) =>
        [Html.Of($"{algorithm.Key}"), .. Cells(algorithm, PairsCsv.Accuracy, Form.Points, " pp"), .. Cells(algorithm, PairsCsv.Utility, Form.Difference, "")];

    private static IEnumerable<Html> Cells(IEnumerable<PairRow> rows, string measure, Form form, string unit)
    {
        var none = Html.Of($"–");
        if (rows.FirstOrDefault(row => row.Measure == measure) is not { } row) return [none, none, none];
        var spread = new Spread(row.Mean, row.Deviation, row.Seeds);
        Html End(double end) => Quantity.Of(end, form, form.Decimals(spread));
        return
        [
            Html.Of($"{Quantity.Of(spread, form)}{unit}"),
            row is { Low: { } low, High: { } high } ? Html.Of($"[{End(low)}, {End(high)}]") : none,
            Html.Of($"{row.Wins}–{row.Losses}"),
        ];
    }
}
