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
        var other = run.HasLosses
            ? "Accuracy: the share of the participant's own test records that are answered as recorded; evaluation loss: the mean loss on them after its last round."
            : "Accuracies on the participant's own test data; general accuracy on test data of all classes alike, after its last round.";
        return Html.Of($"{table}<p class=\"lead\">{other} Money is summed over the rounds.{(run.HasGroups ? " Income: received less sharing cost; net: that less what was paid." : "")}</p>");
    }

    private static IReadOnlyList<string> Columns(RunResults run) =>
    [
        "Participant",
        .. run.HasGroups ? ["Type", "Role"] : Array.Empty<string>(),
        "Samples", "Best accuracy", "Final accuracy",
        run.HasLosses ? "Evaluation loss" : "General accuracy",
        "Gain", "Received", "Paid", "Sharing cost", "Utility",
        .. run.HasGroups ? ["Income", "Net"] : Array.Empty<string>(),
    ];

    private static IReadOnlyList<Html> Row(ParticipantTotal p, double? general, RunResults run) =>
    [
        p.Label == p.Id ? Html.Of($"{p.Id}") : Html.Of($"{p.Id} (in pictures {p.Label})"),
        .. run.HasGroups ? [Html.Of($"{p.Standing.Type}"), Html.Of($"{p.Standing.Role}")] : Array.Empty<Html>(),
        p.Samples is { } samples ? Quantity.Whole(samples) : Html.Of($"–"),
        Quantity.Percent(p.BestAccuracy),
        Quantity.Percent(p.FinalAccuracy),
        run.HasLosses ? Known(p.EvaluationLoss, Quantity.Money) : Known(general, Quantity.Percent),
        Quantity.Money(p.Gain),
        Quantity.Money(p.Received),
        Quantity.Money(p.Paid),
        Quantity.Money(p.Cost),
        Quantity.Money(p.Utility),
        .. run.HasGroups ? [Quantity.Money(p.Income), Quantity.Money(p.Income - p.Paid)] : Array.Empty<Html>(),
    ];

    private static Html Known(double? number, Func<double, Html> form) => number is { } known ? form(known) : Html.Of($"–");
}
