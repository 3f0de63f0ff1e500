namespace Ipfl.Reporting;

/// <summary>What those earn who are not benign, beside a benign participant's income.</summary>
internal static class IncomeSection
{
    private static readonly string[] Columns = ["Whose", "Role", "Names", "Received", "Sharing cost", "Income", "Of a benign income", "Paid", "Net"];

    public static Html Of(RunResults run)
    {
        if (run.Summary?.Incomes is not { } incomes) return Html.Empty;
        var benign = run.Participants.Where(p => p.Standing.IsBenign).ToArray();
        return Page.Section(
            "Who earns what",
            HtmlTable.Of(Columns, incomes.Others.Select(holder => Row(holder, incomes)).Append(
            [
                Html.Of($"mean of {Counted.Of(benign.Length, "benign participant")}"),
                Html.Of($"–"),
                Html.Of($"–"),
                Quantity.Money(benign.Average(p => p.Received)),
                Quantity.Money(benign.Average(p => p.Cost)),
                Quantity.Money(incomes.BenignIncome),
                Html.Of($"–"),
                Quantity.Money(benign.Average(p => p.Paid)),
                Quantity.Money(incomes.BenignNet),
            ])),
            Html.Of($"<p class=\"lead\">Income: received for models less what sharing them truly cost; net: that less what was paid. Summed over the rounds, for whoever has several names over all of them without what they paid one another.</p>"));
    }

    private static IReadOnlyList<Html> Row(HolderIncome holder, Incomes incomes) =>
    [
        Html.Of($"{holder.Id}"),
        Html.Of($"{holder.Role}"),
        Quantity.Whole(holder.Names),
        Quantity.Money(holder.Received),
        Quantity.Money(holder.Cost),
        Quantity.Money(holder.Income),
        incomes.ShareOf(holder.Income) is { } share ? Quantity.Percent(share) : Html.Of($"–"),
        Quantity.Money(holder.Paid),
        Quantity.Money(holder.Net),
    ];
}
