namespace Ipfl.Reporting;

/// <summary>A row per participant.</summary>
internal static class ParticipantTable
{
    private static readonly string[] Columns =
        ["Participant", "Samples", "Best accuracy", "Final accuracy", "General accuracy", "Gain", "Received", "Paid", "Sharing cost", "Utility"];

    public static Html Of(RunResults run)
    {
        var general = run.Rounds.SelectMany(r => r.Participants).GroupBy(p => p.Id).ToDictionary(p => p.Key, p => p.Last().GeneralAccuracy);
        var table = HtmlTable.Of(
            run.HasGroups ? [Columns[0], "Type", "Role", .. Columns[1..]] : Columns,
            run.Participants.Select(p => Row(p, general.TryGetValue(p.Id, out var accuracy) ? accuracy : null, run.HasGroups)));
        return Html.Of($"{table}<p class=\"lead\">Accuracies on the participant's own test data; general accuracy on test data of all classes alike, after its last round. Money is summed over the rounds.</p>");
    }

    private static IReadOnlyList<Html> Row(ParticipantTotal p, double? general, bool grouped) =>
    [
        p.Label == p.Id ? Html.Of($"{p.Id}") : Html.Of($"{p.Id} (in pictures {p.Label})"),
        .. grouped ? [Html.Of($"{p.Standing.Type}"), Html.Of($"{p.Standing.Role}")] : Array.Empty<Html>(),
        p.Samples is { } samples ? Quantity.Whole(samples) : Html.Of($"–"),
        Quantity.Percent(p.BestAccuracy),
        Quantity.Percent(p.FinalAccuracy),
        general is { } accuracy ? Quantity.Percent(accuracy) : Html.Of($"–"),
        Quantity.Money(p.Gain),
        Quantity.Money(p.Received),
        Quantity.Money(p.Paid),
        Quantity.Money(p.Cost),
        Quantity.Money(p.Utility),
    ];
}
