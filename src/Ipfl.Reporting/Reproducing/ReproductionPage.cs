namespace Ipfl.Reporting;

/// <summary>The report of a reproduced figure.</summary>
internal static class ReproductionPage
{
    private static readonly string[] Settings =
        ["participants", "rounds", "steps", "batch_size", "learning_rate", "augment", "partition.kind", "market.mechanism", "market.lambda", "ipfl.eta", "data_dir"];

    public static string Of(ReproductionResults results, ReproducedFigure figure, IReadOnlyList<Figure> pictures)
    {
        var description = results.Description;
        return Page.Of(figure.Title,
        [
            Html.Of($"<h1>{figure.Title}</h1>\n<p class=\"lead\">{DotFigure.Sentence(ScaleNote.Of(results))} {Counted.Of(results.Tasks.Count, "task")}, {Counted.Of(description.Algorithms.Count, "algorithm")}, seeds {string.Join(", ", description.Seeds)}.</p>\n"),
            .. Notes(results),
            .. figure.Measures.Select(measure => Table(results, measure)),
            .. Page.Pictures(pictures),
            Page.Section("Reports of the tasks", Links(results)),
            description.LeftOut.Count == 0 ? Html.Empty : Page.Section("Left out", LeftOut(description)),
            Page.Section("Settings of the tasks", HtmlTable.Of(["Setting", .. results.Tasks.Select(task => task.Task)], Settings.Select(key => SettingRow(results, key)))),
        ]);
    }

    private static IEnumerable<Html> Notes(ReproductionResults results)
    {
        string[] embedded = [.. results.Tasks.Where(task => task.Embedded).Select(task => task.Task)];
        if (embedded.Length > 0)
            yield return Page.Note(Html.Of($"*: {string.Join(", ", embedded)} ran on the small data set that comes with the product; these accuracies are not comparable to those on the full data."));
        foreach (var task in results.Tasks.Where(task => task.Unfinished.Count > 0))
            yield return Page.Note(Html.Of($"{task.Task} – not finished and left out below: {string.Join("; ", task.Unfinished)}."));
        if (results.Description.LeftOut.Count > 0)
            yield return Page.Note(Html.Of($"Left out because their data is not here: {string.Join(", ", results.Description.LeftOut.Select(task => task.Task))}."));
    }

    private static Html Table(ReproductionResults results, Measure measure) => Page.Section(
        $"{measure.Name} ({measure.Unit})",
        HtmlTable.Of(["Task", "Rounds × steps", .. results.Description.Algorithms], results.Tasks.Select(task => Row(task, results.Description.Algorithms, measure))),
        Html.Of($"<p class=\"lead\">Mean ± standard deviation over the seeds (n − 1); a single seed has none. {Leader.Rule} {DotFigure.Sentence(ScaleNote.Of(results))}</p>\n"));

    private static IReadOnlyList<Html> Row(TaskResults task, IReadOnlyList<string> algorithms, Measure measure)
    {
        var best = task.Best(algorithms, measure);
        return
        [
            Html.Of($"{task.Task}{(task.Embedded ? " *" : "")}"),
            Html.Of($"{task.Size}"),
            .. algorithms.Select(name => task.Of(name, measure) is { } spread ? Cell(spread, measure, best == name) : Html.Of($"–")),
        ];
    }

    private static Html Cell(Spread spread, Measure measure, bool best)
    {
        var shown = Quantity.Of(spread, measure.Form);
        return best ? Html.Of($"<strong>{shown}</strong>") : shown;
    }

    private static Html Links(ReproductionResults results) =>
        Html.Of($"<ul>\n{Html.Join(results.Tasks.Select(task => Html.Of($"<li><a href=\"{Uri.EscapeDataString(task.Task)}/report.html\">{task.Task}</a></li>\n")))}</ul>\n");

    private static Html LeftOut(ReproductionDescription description) =>
        HtmlTable.Of(["Task", "What is missing"], description.LeftOut.Select(IReadOnlyList<Html> (task) => [Html.Of($"{task.Task}"), Html.Of($"{task.Remark}")]));

    private static IReadOnlyList<Html> SettingRow(ReproductionResults results, string key) =>
        [Html.Of($"{key}"), .. results.Tasks.Select(task => Html.Of($"{task.Setting(key)}"))];
}
