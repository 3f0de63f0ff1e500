namespace Ipfl.Reporting;

/// <summary>A row per participant.</summary>
internal static class ParticipantTable
{
    public static Html Of(RunResults run)
    {
        var general = run.Rounds.SelectMany(r => r.Participants).GroupBy(p => p.Id).ToDictionary(p => p.Key, p => p.Last().GeneralAccuracy);
        var table = HtmlTable.Of(
            Columns(run),
            run.Participants.Select(p => Row(p, general.TryGetValue(p.Id, out var accuracy) ? accuracy : null, run)));
        var loss = run.HasLosses ? " Evaluation loss: the mean loss on its test data after its last round." : "";
        return Html.Of($"{table}<p class=\"lead\">Accuracies on the participant's own test data; general accuracy on test data of all classes alike, after its last round.{loss} Money is summed over the rounds.</p>");
    }

    private static IReadOnlyList<string> Columns(RunResults run) =>
    [
        "Participant",
        .. run.HasGroups ? ["Type", "Role"] : Array.Empty<string>(),
        "Samples", "Best accuracy", "Final accuracy", "General accuracy",
        .. run.HasLosses ? ["Evaluation loss"] : Array.Empty<string>(),
        "Gain", "Received", "Paid", "Sharing cost", "Utility",
    ];

    private static IReadOnlyList<Html> Row(ParticipantTotal p, double? general, RunResults run) =>
    [
        p.Label == p.Id ? Html.Of($"{p.Id}") : Html.Of($"{p.Id} (in pictures {p.Label})"),
        .. run.HasGroups ? [Html.Of($"{p.Standing.Type}"), Html.Of($"{p.Standing.Role}")] : Array.Empty<Html>(),
        p.Samples is { } samples ? Quantity.Whole(samples) : Html.Of($"–"),
        Quantity.Percent(p.BestAccuracy),
        Quantity.Percent(p.FinalAccuracy),
        general is { } accuracy ? Quantity.Percent(accuracy) : Html.Of($"–"),
        .. run.HasLosses ? [p.EvaluationLoss is { } loss ? Quantity.Money(loss) : Html.Of($"–")] : Array.Empty<Html>(),
        Quantity.Money(p.Gain),
        Quantity.Money(p.Received),
        Quantity.Money(p.Paid),
        Quantity.Money(p.Cost),
        Quantity.Money(p.Utility),
    ];
}
