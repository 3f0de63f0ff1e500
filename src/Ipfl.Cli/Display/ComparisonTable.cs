using Ipfl.Cli.Commands;
using Ipfl.Simulation;
using Spectre.Console;

namespace Ipfl.Cli.Display;

/// <summary>A comparison on the terminal: what was compared, then mean and standard deviation over seeds, narrow enough for 80 columns.</summary>
internal static class ComparisonTable
{
    private static readonly Measure[] Results =
    [
        new("best acc", s => s.MeanBestAccuracy), new("final acc", s => s.MeanFinalAccuracy), new("loss", s => s.MeanEvaluationLoss, Lowest: true),
        new("mean utility", s => s.MeanUtility), new("least utility", s => s.MinUtility),
    ];

    private static readonly Measure[] Worth =
    [
        new("market's welfare", s => s.SocialWelfare, Ranked: false), new("real welfare", s => s.RealWelfare), new("% hurt", s => 100 * s.ShareHurt, Ranked: false),
        new("seconds", s => s.WallSeconds, Ranked: false),
    ];

    public static void Write(Terminal terminal, ComparisonOutcome outcome, string folder, string report)
    {
        Write(terminal, outcome, Results, withSeeds: true);
        Write(terminal, outcome, Worth, withSeeds: false);
        PairedTable.Write(terminal, outcome.Pairs);
        terminal.Out.WriteLine($"Compared            {outcome.Compared.Subject}");
        terminal.Out.WriteLine($"Settings            {outcome.Compared.Changes}");
        terminal.Out.WriteLine($"Results             {DefaultFolder.Shown(folder)}");
        terminal.Out.WriteLine($"Report              {DefaultFolder.Shown(report)}");
    }

    /// <summary>What was compared, the rows of comparison.csv and those of pairs.csv as JSON.</summary>
    public static void WriteJson(Terminal terminal, ComparisonOutcome outcome) => CliJson.WriteObject(
        terminal, new ComparisonJson(outcome.Compared, [.. outcome.Cells.Select(Row)], PairedStatistics.Confidence, [.. outcome.Pairs.SelectMany(Rows)]));

    private static void Write(Terminal terminal, ComparisonOutcome outcome, Measure[] all, bool withSeeds)
    {
        var measures = all.Where(measure => outcome.Cells.Any(pair => measure.Of(pair.Summary) is not null)).ToArray();
        var best = measures.Select(measure => measure.Ranked ? outcome.Best(measure.Of, measure.Lowest) : null).ToArray();
        var table = new Table().AddColumn("algorithm", column => column.NoWrap().Padding(1, 0, 0, 0));
        foreach (var heading in (string[])[.. withSeeds ? ["seeds"] : Array.Empty<string>(), .. measures.Select(measure => measure.Heading)]) table.AddColumn(heading, column => column.RightAligned().NoWrap().Padding(1, 0, 0, 0));
        foreach (var group in outcome.Cells.GroupBy(pair => pair.Cell.Algorithm))
        {
            RunSummary[] runs = [.. group.Select(pair => pair.Summary)];
            table.AddRow([Markup.Escape(group.Key), .. withSeeds ? [$"{runs.Length}"] : Array.Empty<string>(), .. measures.Select((measure, i) => Cell(measure, runs, best[i] == group.Key))]);
        }

        terminal.Tables.Write(table);
    }

    private static string Cell(Measure measure, RunSummary[] runs, bool isBest)
    {
        double[] known = [.. runs.Select(measure.Of).OfType<double>()];
        if (known.Length == 0) return "–";
        var text = Significant.Text(Spread.Of(known));
        return isBest ? $"[bold]{text}[/]" : text;
    }

    private static IEnumerable<PairJson> Rows(PairedComparison pair)
    {
        yield return Row("meanBestAccuracy", pair.BestAccuracy);
        yield return Row("meanUtility", pair.MeanUtility);

        PairJson Row(string measure, PairedStatistics s) =>
            new(pair.Algorithm, pair.Reference, measure, s.Seeds, s.Mean, s.Deviation, s.Low, s.High, s.Positive, s.Negative);
    }

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

    private sealed record Measure(string Heading, Func<RunSummary, double?> Of, bool Ranked = true, bool Lowest = false);
}
