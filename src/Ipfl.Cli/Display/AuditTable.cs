using Ipfl.Market.Auditing;
using Spectre.Console;

namespace Ipfl.Cli.Display;

/// <summary>An audit on the terminal.</summary>
internal static class AuditTable
{
    public static void Write(Terminal terminal, Audit audit)
    {
        var table = new Table().Title(Markup.Escape($"Audit of {audit.Participants.Count} participants, mechanism {audit.Outcome.Mechanism}"));
        table.AddColumn("id", column => column.Padding(1, 0, 0, 0));

        // Narrow enough for a terminal of 80 columns.
        foreach (var heading in new[] { "seller slack", "buyer slack", "regret: cost", "samples", "gain scale", "deposit" })
            table.AddColumn(heading, column => column.RightAligned().NoWrap().Padding(1, 0, 0, 0));
        foreach (var p in audit.Participants)
        {
            table.AddRow(
                Markup.Escape(p.Id), p.SellerSlack is { } slack ? $"{slack:F2}" : "–", $"{p.BuyerSlack:F2}",
                $"{p.Cost.Value:F2}", $"{p.Samples.Value:F2}", $"{p.GainScale.Value:F2}", $"{p.Deposit:F2}");
        }

        terminal.Tables.Write(table);
        var ids = audit.Outcome.Ids;
        terminal.Out.WriteLine($"Largest regret      cost {AtLeast(audit.CostsAreExact)}{audit.MaxCostRegret:F4}, samples at least {audit.MaxSamplesRegret:F4}, gain scale at least {audit.MaxGainScaleRegret:F4}");
        terminal.Out.WriteLine($"Cost + gain scale   together at least {audit.MaxJointRegret:F4}, model preference counted{(audit.MaxJointRegret == 0 ? ": none found (tested by search)" : "")}");
        terminal.Out.WriteLine($"A second name       {Names(audit)}");
        terminal.Out.WriteLine($"Two sellers         {Pairs(audit)}");
        if (audit.Outcome.Efficiency is { } efficiency) terminal.Out.WriteLine($"Efficiency          {efficiency:P2} of the largest possible objective");
        terminal.Out.WriteLine($"Budget imbalance    {audit.BudgetImbalance:G3}");
        terminal.Out.WriteLine($"Deposit             at least regret in samples / {audit.Options.Detection}, the probability of detection");
        terminal.Out.WriteLine("Reports             --json and --report tell which false reports gain the regrets; what was searched is a lower bound");

        string Cost(double cost) => double.IsInfinity(cost) ? "never to sell" : $"{cost:G5}";

        string Names(Audit found)
        {
            if (!found.NamesTried) return $"not tried: more than {found.Options.NamesUpTo} participants (--names-up-to)";
            return found.Participants.MaxBy(p => p.Names?.Value ?? 0) is { Names: { Value: > 0 } best } holder
                ? $"at least {best.Value:F4}: {holder.Id} by a {best.Trick.ToString().ToLowerInvariant()} of {best.Samples} samples at cost {Cost(best.Cost)}"
                : "nothing found that pays";
        }

        string Pairs(Audit found) => found.Pairs switch
        {
            null => $"not tried: more than {found.Options.PairsUpTo} participants (--pairs-up-to)",
            [var best, ..] => $"at least {best.Value:F4} together: {ids[best.First]} reports {Cost(best.FirstCost)}, {ids[best.Second]} {Cost(best.SecondCost)}",
            [] => "nothing found that pays",
        };
    }

    private static string AtLeast(bool exact) => exact ? "" : "at least ";
}
