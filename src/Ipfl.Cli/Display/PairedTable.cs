using Ipfl.Simulation;
using Spectre.Console;

namespace Ipfl.Cli.Display;

/// <summary>Paired differences on the terminal, narrow enough for 80 columns; with a single seed, why there are none.</summary>
internal static class PairedTable
{
    public static void Write(Terminal terminal, IReadOnlyList<PairedComparison> pairs)
    {
        if (pairs.Count == 0) return;
        var seeds = pairs.Max(pair => pair.BestAccuracy.Seeds);
        if (seeds == 1)
        {
            terminal.Out.WriteLine("Differences         one seed gives no standard deviation and no interval; name more with --seeds");
            return;
        }

        var table = new Table().Title(Markup.Escape($"Difference to {pairs[0].Reference}, paired over {seeds} seeds"));
        table.AddColumn("");
        foreach (var heading in new[] { "difference", "95 % interval", "wins" }) table.AddColumn(heading, column => column.RightAligned().NoWrap());
        AddRows(table, "best accuracy", pairs, pair => pair.BestAccuracy);
        table.AddEmptyRow();
        AddRows(table, "mean utility", pairs, pair => pair.MeanUtility);
        terminal.Tables.Write(table);
    }

    private static void AddRows(Table table, string measure, IReadOnlyList<PairedComparison> pairs, Func<PairedComparison, PairedStatistics> of)
    {
        table.AddRow(new Text(measure, new Style(decoration: Decoration.Bold)));
        foreach (var pair in pairs)
        {
            var s = of(pair);
            var spread = new Spread(s.Mean, s.Deviation, s.Seeds);
            string Show(double? value) => value is { } number ? Significant.Text(number, Significant.Decimals(spread)) : "–";
            table.AddRow(
                $"  {Markup.Escape(pair.Algorithm)}",
                $"{(s.Mean > 0 ? "+" : "")}{Significant.Text(spread)}",
                Markup.Escape(s.Low is null ? "–" : $"[{Show(s.Low)}, {Show(s.High)}]"),
                $"{s.Positive}–{s.Negative}");
        }
    }
}
