namespace Ipfl.Reporting;

/// <summary>Which algorithm's money buys something: the part of a comparison's report about real welfare.</summary>
internal static class WorthTable
{
    private static readonly ComparedMeasure[] Measures =
    [
        new("Paid", cell => cell.Worth?.Invested, Form.Money, Ranked: false),
        new("Predicted gain", cell => cell.Worth?.AccountedGain, Form.Money, Ranked: false),
        new("Realised gain", cell => cell.Worth?.RealisedGain, Form.Money),
        new("Market's welfare", cell => cell.Worth?.SocialWelfare, Form.Money, Ranked: false),
        new("Real welfare", cell => cell.Worth?.RealWelfare, Form.Money),
        new("Share hurt", cell => cell.Worth?.ShareHurt, Form.Percent, Ranked: false),
        new("Rank correlation", cell => cell.Worth?.RankCorrelation, Form.Money, Ranked: false),
    ];

    public static Html Of(Comparison comparison, IEnumerable<Figure> figures) => !comparison.Cells.Any(cell => cell.Worth is not null) ? Html.Empty : Page.Section(
        BoughtSection.Topic,
        HtmlTable.Of(["Algorithm", .. Measures.Select(measure => measure.Name)], Rows(comparison)),
        Html.Of($"<p class=\"lead\">Mean ± standard deviation over the seeds (n − 1); a single seed has none. Bold as above. Money is over all rounds and all {BenignRole.Rule}. Predicted: by the market's law. Realised: the gain of as many samples as the import took off the loss, measured on test data that no decision used. Real welfare: realised gains − sharing costs. Share hurt: in which share of the imports of a participant in a round it was worse off. Rank correlation: of payment and realised gain over the single trades.</p>\n"),
        Html.Join(figures.Where(figure => figure.Topic == BoughtSection.Topic).Select(Page.Picture)));

    private static IEnumerable<IReadOnlyList<Html>> Rows(Comparison comparison)
    {
        string?[] best = [.. Measures.Select(measure => measure.BestOf(comparison))];
        return comparison.Algorithms.Select(IReadOnlyList<Html> (name) => [Html.Of($"{name}"), .. Measures.Select((measure, i) => measure.MeanOf(comparison.Of(name), best[i] == name))]);
    }
}
