namespace Ipfl.Reporting;

/// <summary>The report of a comparison.</summary>
internal static class ComparisonPage
{

    public static string Of(Comparison comparison, IReadOnlyList<Figure> figures)
    {
        var title = $"Comparison of {Shown.Count(comparison.Algorithms.Count, "algorithm")}";
        var seeds = comparison.Cells.Select(cell => cell.Seed).Distinct().Order().ToArray();
        return Page.Of(title,
        [
            Html.Of($"<h1>{title}</h1>\n<p class=\"lead\">{Shown.Count(comparison.Cells.Count, "finished run")}, seeds {string.Join(", ", seeds)}.</p>\n"),
            Unfinished(comparison),
            comparison.Cells.Count == 0 ? Page.Note(Html.Of($"No run of this comparison has finished yet.")) : Summary(comparison),
            WorthTable.Of(comparison, figures),
            PairedSection.Of(comparison, figures.Where(IsDifference)),
            .. Page.Pictures([.. figures.Where(figure => !IsDifference(figure) && figure.Topic != BoughtSection.Topic)]),
            comparison.Cells.Count == 0 ? Html.Empty : Page.Section("All runs", HtmlTable.Of(["Algorithm", "Seed", .. Measures(comparison)], comparison.Cells.Select(cell => Cell(cell, HasLosses(comparison))))),
        ]);
    }

    private static bool HasLosses(Comparison comparison) => comparison.Cells.Any(cell => cell.EvaluationLoss is not null);

    private static string[] Measures(Comparison comparison) =>
        ["Best accuracy", "Final accuracy", .. HasLosses(comparison) ? ["Evaluation loss"] : Array.Empty<string>(), "Mean utility", "Lowest utility", "Duration"];

    private static bool IsDifference(Figure figure) => figure.Topic == ComparisonFigures.Differences;

    private static Html Unfinished(Comparison comparison) => comparison.Unfinished.Count == 0
        ? Html.Empty
        : Page.Note(Html.Of($"Not finished and left out everywhere below – {string.Join("; ", comparison.Unfinished)}."));

    private static Html Summary(Comparison comparison) => Page.Section(
        "Mean over the seeds",
        HtmlTable.Of(["Algorithm", "Seeds", .. Measures(comparison)], comparison.Algorithms.Select(name => Mean(name, [.. comparison.Of(name)], HasLosses(comparison)))),
        Html.Of($"<p class=\"lead\">Mean ± standard deviation over the seeds (n − 1); a single seed has none. Accuracies and utilities are means over the participants but free-riders, attackers and adversaries, or their lowest.</p>"));

    private static IReadOnlyList<Html> Mean(string name, ComparisonCell[] cells, bool hasLosses) =>
    [
        Html.Of($"{name}"),
        Quantity.Whole(cells.Length),
        Quantity.Of(Spread.Of(cells.Select(cell => cell.MeanBestAccuracy)), Quantity.Percent),
        Quantity.Of(Spread.Of(cells.Select(cell => cell.MeanFinalAccuracy)), Quantity.Percent),
        .. hasLosses ? [Losses(cells)] : Array.Empty<Html>(),
        Quantity.Of(Spread.Of(cells.Select(cell => cell.MeanUtility)), Quantity.Money),
        Quantity.Of(Spread.Of(cells.Select(cell => cell.MinUtility)), Quantity.Money),
        Quantity.Duration(cells.Average(cell => cell.WallSeconds)),
    ];

    /// <summary>Runs whose folder is gone have none.</summary>
    private static Html Losses(ComparisonCell[] cells) => cells.Select(cell => cell.EvaluationLoss).OfType<double>().ToArray() is { Length: > 0 } losses
        ? Quantity.Of(Spread.Of(losses), Quantity.Money)
        : Html.Of($"–");

    private static IReadOnlyList<Html> Cell(ComparisonCell cell, bool hasLosses) =>
    [
        Html.Of($"{cell.Algorithm}"),
        Quantity.Whole(cell.Seed),
        Quantity.Percent(cell.MeanBestAccuracy),
        Quantity.Percent(cell.MeanFinalAccuracy),
        .. hasLosses ? [Losses([cell])] : Array.Empty<Html>(),
        Quantity.Money(cell.MeanUtility),
        Quantity.Money(cell.MinUtility),
        Quantity.Duration(cell.WallSeconds),
    ];
}
