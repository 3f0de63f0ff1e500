using Ipfl.Cli.Commands;
using Ipfl.Simulation;
using Spectre.Console;

namespace Ipfl.Cli.Display;

/// <summary>A comparison on the terminal: mean and standard deviation over seeds.</summary>
internal static class ComparisonTable
{
    public static void Write(
        Terminal terminal, IReadOnlyList<(ComparisonCell Cell, RunSummary Summary)> cells, IReadOnlyList<PairedComparison> pairs, string folder, string report)
    {
        var hasLosses = cells.Any(pair => pair.Summary.MeanEvaluationLoss is not null);
        var table = new Table().AddColumn("algorithm");
        string[] losses = hasLosses ? ["loss"] : [];
        foreach (var heading in (string[])["seeds", "best accuracy", "final accuracy", .. losses, "mean utility", "least utility", "seconds"])
            table.AddColumn(heading, column => column.RightAligned());
        foreach (var group in cells.GroupBy(pair => pair.Cell.Algorithm))
        {
            string Cell(Func<RunSummary, double> value, string format)
            {
                var (mean, deviation) = Spread.Of([.. group.Select(pair => value(pair.Summary))]);
                return $"{mean.ToString(format)} ± {deviation.ToString(format)}";
            }

            string[] loss = hasLosses ? [Cell(s => s.MeanEvaluationLoss ?? double.NaN, "F4")] : [];
            table.AddRow(
            [
                Markup.Escape(group.Key),
                $"{group.Count()}",
                Cell(s => s.MeanBestAccuracy, "F4"),
                Cell(s => s.MeanFinalAccuracy, "F4"),
                .. loss,
                Cell(s => s.MeanUtility, "F2"),
                Cell(s => s.MinUtility, "F2"),
                Cell(s => s.WallSeconds, "F1"),
            ]);
        }

        terminal.Tables.Write(table);
        PairedTable.Write(terminal, pairs);
        terminal.Out.WriteLine($"Results             {DefaultFolder.Shown(folder)}");
        terminal.Out.WriteLine($"Report              {DefaultFolder.Shown(report)}");
    }

    /// <summary>The rows of comparison.csv and the paired differences as JSON.</summary>
    public static void WriteJson(
        Terminal terminal, IReadOnlyList<(ComparisonCell Cell, RunSummary Summary)> cells, IReadOnlyList<PairedComparison> pairs) => CliJson.WriteObject(
        terminal, new ComparisonJson([.. cells.Select(Row)], PairedStatistics.Confidence, pairs));

    private static ComparisonRow Row((ComparisonCell Cell, RunSummary Summary) pair) => new(
        pair.Cell.Algorithm,
        pair.Cell.Seed,
        pair.Summary.MeanBestAccuracy,
        pair.Summary.MeanFinalAccuracy,
        pair.Summary.MeanUtility,
        pair.Summary.MinUtility,
        pair.Summary.WallSeconds)
    {
        MeanEvaluationLoss = pair.Summary.MeanEvaluationLoss,
    };
}
