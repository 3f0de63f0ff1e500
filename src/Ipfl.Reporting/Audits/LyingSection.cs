namespace Ipfl.Reporting;

/// <summary>The part of a run's report about the audits of its rounds.</summary>
internal static class LyingSection
{
    public static Html Of(RunResults run, IReadOnlyList<Figure> figures) => run.Audits.Count == 0 ? Html.Empty : Page.Section(
        LyingFigures.Topic,
        Html.Of($"<p class=\"lead\">What each participant could have gained in each round by one false number in its report.</p>\n"),
        Html.Join(Lie.All.Select(lie => Of(run, lie, figures.FirstOrDefault(figure => figure.Name == LyingFigures.NameOf(lie))))),
        Html.Of($"<p class=\"lead\">Regret: summed over the rounds. Best lie: the number that would have gained most in one round, for the true one.</p>\n"),
        Html.Of($"<p>Regrets in cost are exact; those in samples and gain scale were searched and may be a little larger. Each lie is judged within its own round, with all other reports and all models as they were: what it would have changed in later rounds is not counted.</p>"));

    private static Html Of(RunResults run, Lie lie, Figure? figure)
    {
        if (figure is null) return Html.Of($"<p>No participant could have gained anything by {lie.Words} in any round.</p>\n");
        var lies = lie.Paying(run).ToLookup(paying => paying.Id, StringComparer.Ordinal);
        string[] columns = ["Participant", $"Regret in {lie.Quantity}", "of its utility", "Rounds in which it pays", "Best lie"];
        return Html.Join([Page.Picture(figure), HtmlTable.Of(columns, run.Participants.Where(p => lies.Contains(p.Id)).Select(p => Row(p, [.. lies[p.Id]])))]);
    }

    private static IReadOnlyList<Html> Row(ParticipantTotal participant, PayingLie[] lies)
    {
        var sum = lies.Sum(lie => lie.Regret.Value);
        return
        [
            Html.Of($"{participant.Id}"),
            Quantity.Money(sum),
            participant.Utility > 0 ? Quantity.Percent(sum / participant.Utility) : Html.Of($"–"),
            Quantity.Whole(lies.Length),
            Best(lies.MaxBy(lie => lie.Regret.Value)!),
        ];
    }

    private static Html Best(PayingLie lie)
    {
        var report = lie.Regret.Report is { } number ? Quantity.Money(number) : Html.Of($"never sells");
        return lie.Regret.Truth is { } truth ? Html.Of($"{report} for {Quantity.Exact(truth, Shown.Given(truth))}, round {lie.Round}") : Html.Of($"{report}, round {lie.Round}");
    }
}
