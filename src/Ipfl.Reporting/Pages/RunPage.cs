namespace Ipfl.Reporting;

/// <summary>The report of one run.</summary>
internal static class RunPage
{
    private static readonly string[] OwnKinds = ["algorithm", "mechanism", "data", "network"];

    public static string Of(RunResults run, IReadOnlyList<Figure> figures)
    {
        var title = $"{Name(run.Summary?.Algorithm ?? run.Setting("own.algorithm") ?? run.Setting("algorithm"))} on {Name(run.Summary?.Task ?? run.Setting("own.data") ?? run.Setting("task"))}";
        return Page.Of(title,
        [
            Html.Of($"<h1>{title}</h1>\n<p class=\"lead\">{Lead(run)}</p>\n"),
            Own(run),
            State(run),
            BoughtSection.Of(run, figures),
            RunKeys.Of(run),
            run.Summary?.EmbeddedData == true ? Page.Note(Html.Of($"The small data set that comes with the product was used: accuracies are not comparable to those on the full data.")) : Html.Empty,
            .. Page.Pictures([.. figures.Where(figure => figure.Topic is not (LyingFigures.Topic or BoughtSection.Topic))]),
            run.Rounds.Count > 0 && run.Rounds.All(r => r.Edges.Count == 0) ? Page.Section("Collaboration", Html.Of($"<p>Nobody used another's model in this run, so there is no graph and no payment to show.</p>")) : Html.Empty,
            Page.Section("What the mechanism promises", MechanismNote.Of(run)),
            LyingSection.Of(run, figures),
            IncomeSection.Of(run),
            run.HasGroups ? GroupTables.Of(run) : Html.Empty,
            run.Participants.Count == 0 ? Html.Empty : Page.Section("Participants", ParticipantTable.Of(run)),
            Page.Section("Time", TimingParagraph.Of(run)),
            run.Config.Count == 0 ? Html.Empty : Page.Section("Configuration", HtmlTable.Of(["Setting", "Value"], run.Config.Select(Setting))),
        ]);
    }

    private static string Name(string? name) => name ?? "unknown";

    private static string Lead(RunResults run)
    {
        var mechanism = run.Summary?.Mechanism ?? run.Setting("own.mechanism") ?? run.Setting("market.mechanism");
        var seed = run.Summary?.Seed.ToString() ?? run.Setting("seed") ?? "unknown";
        return $"{(mechanism is null ? "" : $"Mechanism {mechanism}, ")}seed {seed}, {Counted.Of(run.Participants.Count, "participant")}, {Counted.Of(run.Rounds.Count, "round")}.";
    }

    /// <summary>What the configuration alone does not tell.</summary>
    private static Html Own(RunResults run)
    {
        string[] parts = [.. OwnKinds.Where(part => run.Setting($"own.{part}") is not null).Select(part => $"{part} {run.Setting($"own.{part}")}")];
        return parts.Length == 0
            ? Html.Empty
            : Page.Note(Html.Of($"Prepared in a program, with its own {string.Join(", ", parts)}. The configuration by itself does not repeat this run."));
    }

    private static Html State(RunResults run)
    {
        if (run.Summary is null)
        {
            var planned = run.Setting("rounds") is { } rounds ? $" of {rounds}" : "";
            return run.Rounds.Count == 0
                ? Page.Note(Html.Of($"Interrupted before the first round{planned} ended, or still going: there is no {RunFolder.SummaryFile} yet."))
                : Page.Note(Html.Of($"Interrupted after round {run.Rounds.Count}{planned}, or still going: there is no {RunFolder.SummaryFile} yet. All numbers are those up to that round."));
        }

        return run.Rounds.Count == 0 ? Page.Note(Html.Of($"This run has no rounds.")) : Html.Empty;
    }

    private static IReadOnlyList<Html> Setting(ConfigEntry entry) => [Html.Of($"{entry.Key}"), Html.Of($"{entry.Value}")];
}
