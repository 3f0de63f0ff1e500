namespace Ipfl.Reporting;

/// <summary>How those of each type and role fared, and what flowed between them.</summary>
internal static class GroupTables
{
    private static readonly string[] Columns =
        ["Type and role", "Participants", "Mean best accuracy", "Mean final accuracy", "Paid", "Received", "Mean utility", "Mean income"];

    public static Html Of(RunResults run) => Page.Section(
        "Types and roles",
        HtmlTable.Of(Columns, run.Participants.GroupBy(p => p.Standing.Name, StringComparer.Ordinal).Select(group => Row(group.Key, [.. group]))),
        Html.Of($"<p class=\"lead\">Money is summed over the rounds; paid and received over the participants of a row too. Income: received less sharing cost.</p>"),
        Flows(run));

    private static IReadOnlyList<Html> Row(string name, ParticipantTotal[] people) =>
    [
        Html.Of($"{name}"),
        Quantity.Whole(people.Length),
        Quantity.Percent(people.Average(p => p.BestAccuracy)),
        Quantity.Percent(people.Average(p => p.FinalAccuracy)),
        Quantity.Money(people.Sum(p => p.Paid)),
        Quantity.Money(people.Sum(p => p.Received)),
        Quantity.Money(people.Average(p => p.Utility)),
        Quantity.Money(people.Average(p => p.Income)),
    ];

    private static Html Flows(RunResults run)
    {
        var names = run.Participants.ToDictionary(p => p.Id, p => p.Standing.Name, StringComparer.Ordinal);
        var flows = run.Rounds.SelectMany(round => round.Edges).GroupBy(edge => (Buyer: names[edge.Buyer], Seller: names[edge.Seller])).ToArray();
        return flows.Length == 0 ? Html.Empty : Html.Join(
        [
            HtmlTable.Of(["Buyers", "Sellers", "Models used", "Paid"], flows.OrderBy(flow => flow.Key).Select(flow => (IReadOnlyList<Html>)
            [
                Html.Of($"{flow.Key.Buyer}"),
                Html.Of($"{flow.Key.Seller}"),
                Quantity.Whole(flow.Count()),
                Quantity.Money(flow.Sum(edge => edge.Payment)),
            ])),
            Html.Of($"<p class=\"lead\">Who uses whose models: a model counts once for each buyer and round.</p>"),
        ]);
    }
}
