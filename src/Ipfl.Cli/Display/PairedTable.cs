using Ipfl.Simulation;
using Spectre.Console;

namespace Ipfl.Cli.Display;

/// <summary>Paired differences on the terminal, narrow enough for 80 columns; with a single seed, why there are none.</summary>
internal static class PairedTable
{
    public static void Write(Terminal terminal, IReadOnlyList<PairedComparison> pairs)
    {
        if (pairs.Count == 0) return;
        var seeds = pairs[0].BestAccuracy.Seeds;
        if (seeds == 1)
        {
            terminal.Out.WriteLine("Differences         one seed gives no standard deviation and no interval; name more with --seeds");
            return;
        }

        var table = new Table().Title(Markup.Escape($"Difference to {pairs[0].Reference}, paired over {seeds} seeds"));
        table.AddColumn("");
        foreach (var heading in new[] { "difference", "95 % interval", "wins" }) table.AddColumn(heading, column => column.RightAligned().NoWrap());
        AddRows(table, "best accuracy", pairs, pair => pair.BestAccuracy, "0.0000");
        table.AddEmptyRow();
        AddRows(table, "mean utility", pairs, pair => pair.MeanUtility, "0.00");
        terminal.Tables.Write(table);
    }

    private static void AddRows(Table table, string measure, IReadOnlyList<PairedComparison> pairs, Func<PairedComparison, PairedStatistics> of, string format)
    {
        table.AddRow(new Text(measure, new Style(decoration: Decoration.Bold)));
        foreach (var pair in pairs)
        {
            var s = of(pair);
            string Show(double? value) => value!.Value.ToString(format);
            table.AddRow(
                $"  {Markup.Escape(pair.Algorithm)}",
                $"{s.Mean.ToString($"+{format};-{format};{format}")} ± {Show(s.Deviation)}",
                Markup.Escape($"[{Show(s.Low)}, {Show(s.High)}]"),
                $"{s.Positive}–{s.Negative}");
        }
    }
}
