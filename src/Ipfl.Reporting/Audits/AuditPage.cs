namespace Ipfl.Reporting;

/// <summary>The report of an audit.</summary>
internal static class AuditPage
{
    private static readonly string[] Columns =
        ["Participant", "Seller slack", "Buyer slack", "Regret in cost", "by reporting", "Regret in samples", "by reporting", "Regret in gain scale", "by reporting", "Deposit"];

    public static string Of(AuditResult audit, IReadOnlyList<Figure> figures)
    {
        var title = $"Audit of a market of {Counted.Of(audit.Participants.Count, "participant")}";
        return Page.Of(title,
        [
            Html.Of($"<h1>{title}</h1>\n<p class=\"lead\">Mechanism {audit.Mechanism}. Regret is what a participant could gain by one false number in its report, all other reports as they are.</p>\n"),
            Keys(audit),
            .. (audit.Warnings ?? []).Select(warning => Html.Of($"<p class=\"note\">Warning: {warning}.</p>\n")),
            Page.Section("What the mechanism promises", MechanismNote.Of(audit.Mechanism)),
            .. Page.Pictures(figures),
            audit.Participants.Count == 0 ? Html.Empty : Page.Section("Participants", Table(audit)),
            audit.Participants.Count == 0 ? Html.Empty : Page.Section("Second names and pairs of sellers", SeveralLies.Of(audit)),
            Page.Section("How it was found", Method(audit)),
        ]);
    }

    private static Html Keys(AuditResult audit) => Page.Keys(
        Page.Key("Largest regret in cost", Quantity.Money(audit.MaxRegret.Cost)),
        Page.Key("Largest regret in samples, at least", Quantity.Money(audit.MaxRegret.Samples)),
        Page.Key("Largest regret in gain scale, at least", Quantity.Money(audit.MaxRegret.GainScale)),
        Page.Key("Could gain by a false cost", Html.Of($"{audit.Participants.Count(p => p.Regret.Cost.Value > 0)} of {audit.Participants.Count}")),
        Page.Key("Largest deposit, at least", Quantity.Money(audit.Participants.Select(p => p.Deposit).DefaultIfEmpty().Max())),
        Page.Key("Smallest slack", Quantity.Money(audit.Participants.Select(p => Math.Min(p.BuyerSlack, p.SellerSlack ?? p.BuyerSlack)).DefaultIfEmpty().Min())));

    private static Html Table(AuditResult audit) => Html.Of(
        $"{HtmlTable.Of(Columns, audit.Participants.Select(Row))}<p class=\"lead\">Seller slack: the least payment above its cost; – for one that sells nothing. Buyer slack: gain less payments. All in money of one round.</p>");

    private static IReadOnlyList<Html> Row(AuditedParticipant p) =>
    [
        Html.Of($"{p.Id}"),
        p.SellerSlack is { } slack ? Quantity.Money(slack) : Html.Of($"–"),
        Quantity.Money(p.BuyerSlack),
        .. Regret(p.Regret.Cost),
        .. Regret(p.Regret.Samples),
        .. Regret(p.Regret.GainScale),
        Quantity.Money(p.Deposit),
    ];

    private static IReadOnlyList<Html> Regret(FoundRegret regret) =>
        [Quantity.Money(regret.Value), regret.Value == 0 ? Html.Of($"the truth") : regret.Report is { } report ? Quantity.Money(report) : Html.Of($"never sells")];

    private static Html Method(AuditResult audit) => Html.Of(
        $"""
        <p>{(audit.Search.CostsAreExact
            ? "The regret in cost is exact: every buyer's answer to every cost was worked out, and no other cost brings more. Samples"
            : "The regret in cost is not exact: this mechanism does not tell its answers to all costs. Costs (0 and never to sell among them), samples")} and gain scales were searched from a {Shown.Given(audit.Search.Span)}th of the truth to {Shown.Given(audit.Search.Span)} times the truth at {audit.Search.PointsPerOctave} reports
        per doubling, with {audit.Search.Refinements} refinements about the best and over jumps: what is shown is a lower bound, 
        that much is to be had, and the true regret may be a little larger.</p>
        <p>The deposit is the regret in samples divided by {Shown.Given(audit.Detection)}, the probability with which a check catches a false number of samples: forfeited when caught, it makes
        that lie unprofitable in expectation. As the regret is a lower bound, so is the deposit. No deposit of this kind guards against a false gain scale, and none against several who lie together.</p>
        <p>All payments less all receipts, which only rounding keeps from 0: {Quantity.Money(audit.BudgetImbalance)}.</p>
        """);
}
