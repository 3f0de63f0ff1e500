namespace Ipfl.Reporting;

/// <summary>One finished run of a comparison: a row of <c>comparison.csv</c>, and its rounds where its folder has them.</summary>
internal sealed record ComparisonCell(
    string Algorithm,
    long Seed,
    double MeanBestAccuracy,
    double MeanFinalAccuracy,
    double MeanUtility,
    double MinUtility,
    double WallSeconds)
{
    /// <summary>Mean accuracy after each round; empty where the cell's folder is gone.</summary>
    public IReadOnlyList<double> Curve { get; init; } = [];

    /// <summary>Mean loss on test data after the last round, where such losses are evaluated.</summary>
    public double? EvaluationLoss { get; init; }

    /// <summary>Its report, from the comparison's folder; null where it has none.</summary>
    public string? Report { get; init; }

    /// <summary>What was paid and what it bought; null where it was not measured.</summary>
    public CellWorth? Worth { get; init; }
}

/// <summary>What was paid in a run and what it bought, over all rounds.</summary>
/// <param name="SocialWelfare">The market's own figure.</param>
/// <param name="RealWelfare">Realised gains less sharing costs.</param>
/// <param name="Invested">What was paid.</param>
/// <param name="AccountedGain">The gains that the market accounts.</param>
/// <param name="RealisedGain">The gains that were measured.</param>
/// <param name="ShareHurt">In which share of the imports the buyer was worse off; null without one.</param>
/// <param name="RankCorrelation">Of payment and realised gain over the trades; null where there are too few.</param>
internal sealed record CellWorth(
    double SocialWelfare, double RealWelfare, double Invested, double AccountedGain, double RealisedGain, double? ShareHurt, double? RankCorrelation);

/// <summary>A comparison: its finished cells, in words those that are not, and differences to the reference where they were recorded.</summary>
internal sealed record Comparison(string Folder, IReadOnlyList<ComparisonCell> Cells, IReadOnlyList<string> Unfinished, IReadOnlyList<PairRow> Pairs)
{
    /// <summary>The algorithms that have a finished cell, in the order of the file.</summary>
    public IReadOnlyList<string> Algorithms { get; } = [.. Cells.Select(cell => cell.Algorithm).Distinct(StringComparer.Ordinal)];

    /// <summary>What was compared on what; null in folders from before it was noted.</summary>
    public ComparisonDescription? Compared { get; init; }

    /// <summary>The seeds of finished cells.</summary>
    public IReadOnlyList<long> Seeds { get; } = [.. Cells.Select(cell => cell.Seed).Distinct().Order()];

    /// <summary>Whether it was measured in every cell what was paid and what it bought.</summary>
    public bool HasWorth => Cells.Count > 0 && Cells.All(cell => cell.Worth is not null);

    /// <summary>The finished cells of an algorithm.</summary>
    public IEnumerable<ComparisonCell> Of(string algorithm) => Cells.Where(cell => cell.Algorithm == algorithm);
}

/// <summary>Reads a comparison folder.</summary>
internal static class ComparisonFolder
{
    public const string File = "comparison.csv";

    public static bool IsComparison(string folder) => System.IO.File.Exists(Path.Combine(folder, File));

    /// <exception cref="InvalidDataException">No comparison, or a damaged file; the message is one line.</exception>
    public static Comparison Read(string folder)
    {
        var rows = Rows(folder);
        var pairs = Path.Combine(folder, PairsCsv.File);
        return new Comparison(
            folder,
            [.. rows.Select(row => WithRun(folder, row))],
            [.. UnfinishedCells.Find(folder, rows)],
            System.IO.File.Exists(pairs) ? PairsCsv.Read(pairs) : [])
        {
            Compared = ComparisonDescription.Read(folder),
        };
    }

    /// <summary>The folders of finished cells that are still there.</summary>
    /// <exception cref="InvalidDataException">No comparison, or a damaged file; the message is one line.</exception>
    public static IEnumerable<string> Runs(string folder) => Rows(folder).Select(cell => CellFolder(folder, cell)).Where(RunFolder.IsRun);

    private static IReadOnlyList<ComparisonCell> Rows(string folder) => IsComparison(folder)
        ? ComparisonCsv.Read(Path.Combine(folder, File))
        : throw new InvalidDataException($"{folder}: {File} is not there; give the folder of a comparison");

    private static string CellFolder(string folder, ComparisonCell cell) => Path.Combine(folder, cell.Algorithm, $"seed-{cell.Seed}");

    /// <summary>What tells whether the comparison has changed.</summary>
    public static string Stamp(string folder) => string.Concat(
        new[] { File, PairsCsv.File, ComparisonDescription.File }.Select(name => Path.Combine(folder, name)).Where(System.IO.File.Exists).Select(System.IO.File.ReadAllText));

    private static ComparisonCell WithRun(string folder, ComparisonCell cell)
    {
        var path = CellFolder(folder, cell);
        if (!RunFolder.IsRun(path)) return cell;
        var run = RunFolder.Read(path);

        // A curve ends where all have left: there is nothing to average then.
        return cell with
        {
            Curve = [.. run.Rounds.TakeWhile(round => RunResults.Benign(round).Any()).Select(RunResults.MeanAccuracy)],
            EvaluationLoss = cell.EvaluationLoss ?? run.Summary?.MeanEvaluationLoss,
            Report = System.IO.File.Exists(Path.Combine(path, ReportFiles.PageName)) ? $"{Uri.EscapeDataString(cell.Algorithm)}/seed-{cell.Seed}/{ReportFiles.PageName}" : null,
        };
    }
}
