using Ipfl.Market;
using Spectre.Console;

namespace Ipfl.Cli.Display;

/// <summary>A solved market on a terminal: a row per participant, then what the whole is worth.</summary>
internal static class OutcomeTable
{
    public static void Write(Terminal terminal, Outcome outcome)
    {
        var table = new Table().Title(Markup.Escape($"{outcome.Edges.Count} trades among {outcome.Ids.Count} participants, mechanism {outcome.Mechanism}"));
        table.AddColumn("id", column => column.Padding(1, 0, 0, 0));

        // Narrow enough for a terminal of 80 columns.
        foreach (var heading in new[] { "buys", "sells", "gain", "paid", "received", "cost", "utility" })
            table.AddColumn(heading, column => column.RightAligned().NoWrap().Padding(1, 0, 0, 0));
        var (buys, sells) = (outcome.Edges.CountBy(edge => edge.Buyer).ToDictionary(), outcome.Edges.CountBy(edge => edge.Seller).ToDictionary());
        for (var i = 0; i < outcome.Ids.Count; i++)
        {
            var account = outcome.Accounts[i];
            table.AddRow(
                Markup.Escape(outcome.Ids[i]), $"{buys.GetValueOrDefault(i)}", $"{sells.GetValueOrDefault(i)}",
                $"{account.Gain:F2}", $"{account.Paid:F2}", $"{account.Received:F2}", $"{account.SharingCost:F2}", $"{account.Utility:F2}");
        }

        terminal.Tables.Write(table);
        terminal.Out.WriteLine($"Social welfare      {outcome.SocialWelfare:F4}   (objective {outcome.Objective:F4}, distance penalty {outcome.DistancePenalty:F4})");
        if (outcome.Efficiency is { } efficiency) terminal.Out.WriteLine($"Efficiency          {efficiency:P2} of the largest possible objective");
        terminal.Out.WriteLine("All trades          --out FILE writes the outcome as JSON, and so does a pipe");
    }
}
