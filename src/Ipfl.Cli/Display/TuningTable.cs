using System.Globalization;
using Ipfl.Market.Tuning;
using Spectre.Console;

namespace Ipfl.Cli.Display;

/// <summary>Past rounds under other terms, on the terminal.</summary>
internal static class TuningTable
{
    public static void Write(Terminal terminal, TermsTuning tuning)
    {
        var table = new Table().Title(Markup.Escape($"{tuning.Rounds} {(tuning.Rounds == 1 ? "round" : "rounds")} under other terms, means per round"));
        table.AddColumn("terms", column => column.Padding(1, 0, 0, 0));

        // Narrow enough for a terminal of 80 columns.
        foreach (var heading in new[] { "efficiency", "worst", "welfare", "real welfare", "trades", "paid" })
            table.AddColumn(heading, column => column.RightAligned().NoWrap().Padding(1, 0, 0, 0));
        foreach (var result in tuning.Results)
        {
            table.AddRow(
                Markup.Escape(Terms(tuning, result)), Share(result.Efficiency), Share(result.WorstEfficiency), Number(result.Welfare),
                result.RealWelfare is { } real ? $"{Number(real)} ({Share(result.Known)})" : "–", Number(result.Trades), Number(result.Paid));
        }

        terminal.Tables.Write(table);
        terminal.Out.WriteLine("Efficiency: the objective at the rounds' own λ over the largest possible. Real welfare: realised gains less costs, in");
        terminal.Out.WriteLine("brackets the share of trades whose worth is known; – where no round tells.");
        terminal.Out.WriteLine("Recommended:");
        foreach (var reason in tuning.Recommendation.Reasons) terminal.Out.WriteLine($"  {reason}");
    }

    private static string Terms(TermsTuning tuning, TriedResult result)
    {
        var (terms, fallbacks) = (result.Terms, result.Fallbacks > 0 ? $", {result.Fallbacks} by clock" : "");
        if (terms.ExclusiveDistance is { } distance) return $"{terms.Mechanism}, ε = {Number(distance)}{fallbacks}";
        if (terms.Lambda != 1) return $"{terms.Mechanism}, λ × {Number(terms.Lambda)}{fallbacks}";
        return terms.Mechanism == Market.Mechanism.Reference && tuning.ReferenceGain is { } gain ? $"{terms.Mechanism}, K̃ = {Number(gain * terms.Reference)}{fallbacks}" : $"{terms.Mechanism}{fallbacks}";
    }

    private static string Share(double? share) => share is { } known ? (100 * known).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "–";

    private static string Number(double number) => number.ToString("G4", CultureInfo.InvariantCulture);
}
