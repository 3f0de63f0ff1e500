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
        var hasWorth = cells.Any(pair => pair.Summary.RealWelfare is not null);
        string[] worth = hasWorth ? ["market's welfare", "real welfare", "hurt"] : [];
        foreach (var heading in (string[])["seeds", "best accuracy", "final accuracy", .. losses, "mean utility", "least utility", .. worth, "seconds"])
            table.AddColumn(heading, column => column.RightAligned());
        foreach (var group in cells.GroupBy(pair => pair.Cell.Algorithm))
        {
            string Cell(Func<RunSummary, double?> value, string format)
            {
                double[] known = [.. group.Select(pair => value(pair.Summary)).OfType<double>()];
                if (known.Length == 0) return "–";
                var (mean, deviation) = Spread.Of(known);
                return $"{mean.ToString(format)} ± {deviation.ToString(format)}";
            }

            string[] loss = hasLosses ? [Cell(s => s.MeanEvaluationLoss, "F4")] : [];
            string[] bought = hasWorth ? [Cell(s => s.SocialWelfare, "F1"), Cell(s => s.RealWelfare, "F1"), Cell(s => 100 * s.ShareHurt, "F0") is var hurt and not "–" ? $"{hurt} %" : "–"] : [];
            table.AddRow(
            [
                Markup.Escape(group.Key),
                $"{group.Count()}",
                Cell(s => s.MeanBestAccuracy, "F4"),
                Cell(s => s.MeanFinalAccuracy, "F4"),
                .. loss,
                Cell(s => s.MeanUtility, "F2"),
                Cell(s => s.MinUtility, "F2"),
                .. bought,
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
        SocialWelfare = pair.Summary.SocialWelfare,
        RealWelfare = pair.Summary.RealWelfare,
        Invested = pair.Summary.Invested,
        AccountedGain = pair.Summary.AccountedGain,
        RealisedGain = pair.Summary.RealisedGain,
        ShareHurt = pair.Summary.ShareHurt,
        RankCorrelation = pair.Summary.RankCorrelation,
    };
}
