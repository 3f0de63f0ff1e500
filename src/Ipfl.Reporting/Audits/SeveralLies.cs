namespace Ipfl.Reporting;

/// <summary>What an audit found of participants with a second name and of sellers who lie together.</summary>
internal static class SeveralLies
{
    private const int MostPairs = 10;
    private static readonly string[] NameColumns = ["Participant", "Gains at least", "by a", "of samples", "at cost"];
    private static readonly string[] PairColumns = ["Seller", "and seller", "Gain at least, together", "reporting", "and"];

    public static Html Of(AuditResult audit) => Html.Of($"{Names(audit)}{Pairs(audit)}");

    private static Html Names(AuditResult audit)
    {
        if (audit.Participants.All(participant => participant.Names is null)) return Html.Of($"<p>Second names: {audit.Search.Names}.</p>\n");
        var winners = audit.Participants.Where(participant => participant.Names is { Value: > 0 }).OrderByDescending(participant => participant.Names!.Value).ToArray();
        var lead = Html.Of(
            $"""
            <p>A second name may share a participant's samples (split), have them once more (copy), or be a fake seller offered to itself alone, with its own model (shill) or
            another (decoy), that lowers the prices of the others. {(winners.Length == 0 ? "None of these was found to pay anybody." : "These pay:")}</p>

            """);
        return winners.Length == 0 ? lead : Html.Of($"{lead}{HtmlTable.Of(NameColumns, winners.Select(Row))}");
    }

    private static IReadOnlyList<Html> Row(AuditedParticipant participant) =>
    [
        Html.Of($"{participant.Id}"),
        Quantity.Money(participant.Names!.Value),
        Html.Of($"{participant.Names.Trick}"),
        Quantity.Exact(participant.Names.Samples ?? 0, Shown.Given(participant.Names.Samples ?? 0)),
        Cost(participant.Names.Cost),
    ];

    private static Html Pairs(AuditResult audit)
    {
        if (audit.Pairs is not { } pairs) return Html.Of($"<p>Pairs of sellers: {audit.Search.Pairs}.</p>\n");
        if (pairs.Count == 0) return Html.Of($"<p>No joint false cost of two sellers was found to pay them.</p>\n");
        return Html.Of(
            $"""
            <p>{Counted.Of(pairs.Count, "pair")} of sellers could gain by joint false costs{(pairs.Count > MostPairs ? $"; the {MostPairs} that gain most" : "")}. No mechanism here rules that out.</p>
            {HtmlTable.Of(PairColumns, pairs.Take(MostPairs).Select(Row))}
            """);
    }

    private static IReadOnlyList<Html> Row(FoundPair pair) =>
        [Html.Of($"{pair.First.Id}"), Html.Of($"{pair.Second.Id}"), Quantity.Money(pair.Value), Cost(pair.First.Cost), Cost(pair.Second.Cost)];

    private static Html Cost(double? cost) => cost is { } number ? Quantity.Money(number) : Html.Of($"never sells");
}
