namespace Ipfl.Reporting;

/// <summary>The report of a comparison.</summary>
internal static class ComparisonPage
{
    private static readonly ComparedMeasure[] Measures =
    [
        new("Best accuracy", cell => cell.MeanBestAccuracy, Form.Percent),
        new("Final accuracy", cell => cell.MeanFinalAccuracy, Form.Percent),
        new("Evaluation loss", cell => cell.EvaluationLoss, Form.Money, Lowest: true),
        new("Mean utility", cell => cell.MeanUtility, Form.Money),
        new("Lowest utility", cell => cell.MinUtility, Form.Money),
    ];

    public static string Of(Comparison comparison, IReadOnlyList<Figure> figures)
    {
        var title = $"Comparison of {Counted.Of(comparison.Algorithms.Count, "algorithm")}{(comparison.Compared is { } compared ? $" on {compared.Task}" : "")}";
        var measures = Measures.Where(measure => comparison.Cells.Any(cell => measure.Of(cell) is not null)).ToArray();
        return Page.Of(title,
        [
            Html.Of($"<h1>{title}</h1>\n<p class=\"lead\">{Counted.Of(comparison.Cells.Count, "finished run")}, {(comparison.Seeds.Count == 1 ? "seed" : "seeds")} {string.Join(", ", comparison.Seeds)}.{Data(comparison)}</p>\n"),
            Unfinished(comparison),
            comparison.Cells.Count == 0 ? Page.Note(Html.Of($"No run of this comparison has finished yet.")) : Summary(comparison, measures),
            ComparedSection.Of(comparison),
            WorthTable.Of(comparison, figures),
            PairedSection.Of(comparison, figures.Where(IsDifference)),
            .. Page.Pictures([.. figures.Where(figure => !IsDifference(figure) && figure.Topic != BoughtSection.Topic)]),
            comparison.Cells.Count == 0 ? Html.Empty : Runs(comparison, measures),
        ]);
    }

    private static string Data(Comparison comparison) => comparison.Compared is { } compared
        ? $" Task {compared.Task}, data {compared.Data?.Description ?? "unknown"}, {Counted.Of(compared.Participants, "participant")}, {Counted.Of(compared.Rounds, "round")} of {Counted.Of(compared.Steps, "local step")}."
        : "";

    private static bool IsDifference(Figure figure) => figure.Topic == ComparisonFigures.Differences;

    private static Html Unfinished(Comparison comparison) => comparison.Unfinished.Count == 0
        ? Html.Empty
        : Page.Note(Html.Of($"Not finished and left out everywhere below – {string.Join("; ", comparison.Unfinished)}."));

    private static Html Summary(Comparison comparison, ComparedMeasure[] measures)
    {
        string?[] best = [.. measures.Select(measure => measure.BestOf(comparison))];
        return Page.Section(
            "Mean over the seeds",
            HtmlTable.Of(
                ["Algorithm", "Seeds", .. measures.Select(measure => measure.Name), "Duration"],
                comparison.Algorithms.Select(name => Mean(name, [.. comparison.Of(name)], measures, [.. best.Select(leader => leader == name)]))),
            Html.Of($"<p class=\"lead\">Mean ± standard deviation over the seeds (n − 1); a single seed has none. {Leader.Rule} Accuracies and utilities are means over the {BenignRole.Rule}, or their lowest.</p>"));
    }

    private static IReadOnlyList<Html> Mean(string name, ComparisonCell[] cells, ComparedMeasure[] measures, bool[] best) =>
    [
        Html.Of($"{name}"),
        Quantity.Whole(cells.Length),
        .. measures.Select((measure, i) => measure.MeanOf(cells, best[i])),
        Quantity.Duration(cells.Average(cell => cell.WallSeconds)),
    ];

    private static Html Runs(Comparison comparison, ComparedMeasure[] measures) => Page.Section(
        "All runs",
        HtmlTable.Of(["Algorithm", "Seed", .. measures.Select(measure => measure.Name), "Duration"], comparison.Cells.Select(cell => Run(cell, measures))),
        comparison.Cells.Any(cell => cell.Report is not null) ? Html.Of($"<p class=\"lead\">Each run's name leads to its report, which lies in the same folder as this page.</p>") : Html.Empty);

    private static IReadOnlyList<Html> Run(ComparisonCell cell, ComparedMeasure[] measures) =>
    [
        cell.Report is { } report ? Html.Of($"<a href=\"{report}\">{cell.Algorithm}, seed {cell.Seed}</a>") : Html.Of($"{cell.Algorithm}"),
        Quantity.Whole(cell.Seed),
        .. measures.Select(measure => measure.Of(cell) is { } value ? Quantity.Of(value, measure.Form) : Html.Of($"–")),
        Quantity.Duration(cell.WallSeconds),
    ];
}
