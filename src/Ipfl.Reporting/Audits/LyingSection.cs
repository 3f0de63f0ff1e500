namespace Ipfl.Reporting;

/// <summary>The part of a run's report about the audits of its rounds.</summary>
internal static class LyingSection
{
    private static readonly string[] Columns =
        ["Participant", "Utility", .. Lie.All.SelectMany(lie => new[] { $"Regret in {lie.Quantity}", "Rounds", "Best lie" })];

    public static Html Of(RunResults run, IEnumerable<Figure> figures)
    {
        if (run.Audits.Count == 0) return Html.Empty;
        var paying = Lie.All.Select(lie => lie.Paying(run)).ToArray();
        return Page.Section(
            LyingFigures.Topic,
            Html.Of($"<p class=\"lead\">What each participant could have gained in each round by one false number in its report.</p>\n"),
            Html.Join(Lie.All.Where((_, i) => paying[i].Count == 0).Select(lie => Html.Of($"<p>No participant could have gained anything by {lie.Words} in any round.</p>\n"))),
            Html.Join(figures.Select(Page.Picture)),
            HtmlTable.Of(Columns, run.Participants.Select(p => Row(p, paying))),
            Html.Of($"<p class=\"lead\">Regret: summed over the rounds, and as a share of the utility. Rounds: in how many the lie would have paid. Best lie: the number that it would have gained most by in one round, and the true one.</p>\n"),
            Html.Of($"<p>Regrets in cost are exact; those in samples and gain scale were searched and may be a little larger. Each lie is judged within its own round, with all other reports and all models as they were: what it would have changed in later rounds is not counted.</p>"));
    }

    private static IReadOnlyList<Html> Row(ParticipantTotal participant, IReadOnlyList<PayingLie>[] paying) =>
    [
        Html.Of($"{participant.Id}"),
        Quantity.Money(participant.Utility),
        .. paying.SelectMany(lies => Cells(participant, [.. lies.Where(lie => lie.Id == participant.Id)])),
    ];

    private static IEnumerable<Html> Cells(ParticipantTotal participant, PayingLie[] lies)
    {
        var sum = lies.Sum(lie => lie.Regret.Value);
        var share = lies.Length > 0 && participant.Utility > 0 ? Html.Of($" ({Quantity.Percent(sum / participant.Utility)})") : Html.Empty;
        return [Html.Of($"{Quantity.Money(sum)}{share}"), Quantity.Whole(lies.Length), lies.Length == 0 ? Html.Of($"–") : Best(lies.MaxBy(lie => lie.Regret.Value)!)];
    }

    private static Html Best(PayingLie lie)
    {
        var report = lie.Regret.Report is { } number ? Quantity.Money(number) : Html.Of($"never sells");
        return lie.Regret.Truth is { } truth ? Html.Of($"{report} for {Quantity.Money(truth)}, round {lie.Round}") : Html.Of($"{report}, round {lie.Round}");
    }
}
