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
        terminal.Out.WriteLine($"Largest regret      cost {audit.MaxCostRegret:F4}, samples {audit.MaxSamplesRegret:F4}, gain scale {audit.MaxGainScaleRegret:F4}");
        terminal.Out.WriteLine($"Budget imbalance    {audit.BudgetImbalance:G3}");
        terminal.Out.WriteLine($"Deposit             regret in samples / {audit.Options.Detection}, the probability of detection");
        terminal.Out.WriteLine("Reports             --json and --report tell which false reports gain the regrets");
    }
}
