namespace Ipfl.Reporting;

/// <summary>The report of a study as a page.</summary>
internal static class StudyPage
{
    private static readonly string[] Settings =
    [
        "task", "participants", "rounds", "steps", "batch_size", "learning_rate", "augment", "partition.kind", "market.mechanism", "market.lambda", "market.max_distance",
        "market.gain_scale", "market.sharing_cost", "ipfl.eta", "data_dir",
    ];

    public static string Of(StudyPresentation study, StudyResults results, IReadOnlyList<StudySection> sections)
    {
        var description = results.Description;
        return Page.Of(study.Title,
        [
            Html.Of($"<h1>{study.Title}</h1>\n<p class=\"lead\">Task {description.Task}. {DotFigure.Sentence(results.Note)} {Counted.Of(description.Variants.Count, "variant")}, {Counted.Of(description.Algorithms.Count, "algorithm")}, seeds {string.Join(", ", description.Seeds)}.</p>\n"),
            .. Notes(results),
            .. sections.Select(section => Section(section, results)),
            Page.Section("Variants and their reports", Variants(study, results)),
            Page.Section("Settings of all variants", Shared(results)),
        ]);
    }

    private static IEnumerable<Html> Notes(StudyResults results)
    {
        if (results.Cells.Count == 0) yield return Page.Note(Html.Of($"No run of this study has finished yet."));
        else if (results.Unfinished.Count > 0) yield return Page.Note(Html.Of($"Not finished and left out below: {string.Join("; ", results.Unfinished)}."));
        if (results.Embedded)
            yield return Page.Note(Html.Of($"This ran on the small data set that comes with the product; its accuracies are not comparable to those on the full data."));
    }

    private static Html Section(StudySection section, StudyResults results) => Page.Section(
        section.Title,
        [
            Html.Of($"<p>{section.Text}</p>\n"),
            .. section.Figures.Select(Page.Picture),
            .. section.Tables.Select(table => Table(table, results)),
        ]);

    private static Html Table(StudyTable table, StudyResults results) => Html.Of(
        $"<h3>{table.Title}</h3>\n{HtmlTable.Of([table.RowHead, .. table.Columns.Select(column => column.Heading)], table.Rows.Select(row => Row(table, row)))}<p class=\"lead\">Mean ± standard deviation over the seeds (n − 1); a single seed has none. {DotFigure.Sentence(results.Note)}</p>\n");

    private static IReadOnlyList<Html> Row(StudyTable table, StudyRow row) => [Html.Of($"{row.Name}"), .. row.Values.Select((value, i) => Cell(value, table.Columns[i].Unit))];

    private static Html Cell(StudyNumber? number, StudyUnit unit) => number is null ? Html.Of($"–") : Quantity.Of(number.Spread, StudyTable.FormOf(unit));

    private static Html Variants(StudyPresentation study, StudyResults results)
    {
        var varied = results.VariedKeys();
        return HtmlTable.Of(["Variant", "Algorithms", .. varied], results.Description.Variants.Select(IReadOnlyList<Html> (variant) =>
        [
            Html.Of($"<a href=\"{study.Name}/{Uri.EscapeDataString(variant.Name)}/report.html\">{variant.Name}</a>"),
            Html.Of($"{(variant.Algorithms.Count > 3 ? variant.Algorithms.Count : string.Join(", ", variant.Algorithms))}"),
            .. varied.Select(key => Html.Of($"{results.Setting(variant.Name, key) ?? "–"}")),
        ]));
    }

    private static Html Shared(StudyResults results) => HtmlTable.Of(
        ["Setting", "Value"], Settings.Except(results.VariedKeys()).Select(IReadOnlyList<Html> (key) => [Html.Of($"{key}"), Html.Of($"{results.Setting(key)}")]));
}
