namespace Ipfl.Reporting;

/// <summary>Which algorithm's money buys something: the part of a comparison's report about real welfare.</summary>
internal static class WorthTable
{
    private static readonly string[] Columns =
        ["Algorithm", "Paid", "Predicted gain", "Realised gain", "Market's welfare", "Real welfare", "Share hurt", "Rank correlation"];

    public static Html Of(Comparison comparison, IEnumerable<Figure> figures) => !comparison.Cells.Any(cell => cell.Worth is not null) ? Html.Empty : Page.Section(
        BoughtSection.Topic,
        HtmlTable.Of(Columns, comparison.Algorithms.Select(name => Row(name, [.. comparison.Of(name).Select(cell => cell.Worth).OfType<CellWorth>()]))),
        Html.Of($"<p class=\"lead\">Mean ± standard deviation over the seeds; money over all rounds and all participants but adversaries. Predicted: by the market's law. Realised: the gain of as many samples as the import took off the loss, measured on test data that no decision used. Real welfare: realised gains − sharing costs. Share hurt: in which share of the imports of a participant in a round it was worse off. Rank correlation: of payment and realised gain over the single trades.</p>\n"),
        Html.Join(figures.Where(figure => figure.Topic == BoughtSection.Topic).Select(Page.Picture)));

    private static IReadOnlyList<Html> Row(string name, CellWorth[] cells) =>
    [
        Html.Of($"{name}"),
        Money(cells, worth => worth.Invested),
        Money(cells, worth => worth.AccountedGain),
        Money(cells, worth => worth.RealisedGain),
        Money(cells, worth => worth.SocialWelfare),
        Money(cells, worth => worth.RealWelfare),
        Show(cells, worth => worth.ShareHurt, Quantity.Percent),
        Show(cells, worth => worth.RankCorrelation, value => Quantity.Exact(value, Shown.Correlation(value))),
    ];

    private static Html Money(CellWorth[] cells, Func<CellWorth, double?> value) => Show(cells, value, Quantity.Money);

    /// <summary>Runs that do not know a number are left out of its mean.</summary>
    private static Html Show(CellWorth[] cells, Func<CellWorth, double?> value, Func<double, Html> form) =>
        cells.Select(value).OfType<double>().ToArray() is { Length: > 0 } numbers ? Quantity.Of(Spread.Of(numbers), form) : Html.Of($"–");
}
