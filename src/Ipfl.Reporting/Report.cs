namespace Ipfl.Reporting;

/// <summary>Writes the report that fits a folder of results.</summary>
public static class Report
{
    /// <summary>
    /// Writes a comparison's report where <c>comparison.csv</c> is there, the reports of all figures and studies where a reproduction is there, else a
    /// run's, else an audit's.
    /// </summary>
    /// <returns>The full path of the report, the first of several.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">No results, or a damaged file; the message is one line.</exception>
    public static string Write(string folder)
    {
        var full = ResultFolder.Existing(folder);
        if (ComparisonFolder.IsComparison(full)) return ComparisonReport.Write(full);
        string[] reproduced =
        [
            .. ReproductionFolder.Figures(full).Select(figure => ReproductionReport.Write(full, figure.Name)),
            .. StudyFolder.Studies(full).Select(study => StudyReport.Write(full, study.Name).Path),
        ];
        if (reproduced.Length > 0) return reproduced[0];
        if (RunFolder.IsRun(full)) return RunReport.Write(full);
        if (File.Exists(Path.Combine(full, AuditResult.File))) return AuditReport.Write(full);
        throw new InvalidDataException(
            $"{full}: no results; looked for {ComparisonFolder.File} (a comparison), {RunFolder.SummaryFile} and {RunFolder.RoundsFile} (a run), {AuditResult.File} (an audit); give the folder that one of them wrote");
    }
}

/// <summary>Writes the report of one run.</summary>
public static class RunReport
{
    /// <summary>
    /// Reads the result files of a run, finished or not, and writes <c>figures/*.png</c> and <c>report.html</c>, one page that needs
    /// nothing else. Equal results give equal bytes.
    /// </summary>
    /// <returns>The full path of <c>report.html</c>.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">No run, or a damaged file; the message is one line.</exception>
    public static string Write(string runFolder)
    {
        var run = RunFolder.Read(ResultFolder.Existing(runFolder));
        var figures = RunFigures.Draw(run);
        return ReportFiles.Write(run.Folder, RunPage.Of(run, figures), figures, RunFigures.Names);
    }
}

/// <summary>Writes the report of a comparison of algorithms.</summary>
public static class ComparisonReport
{
    /// <summary>
    /// Reads <c>comparison.csv</c> and the run folders <c>&lt;algorithm&gt;/seed-&lt;n&gt;</c>, and writes <c>figures/*.png</c> and
    /// <c>report.html</c>, one page that needs nothing else; and the reports of those runs that have none yet, to which it leads. Equal
    /// results give equal bytes.
    /// </summary>
    /// <param name="folder">The comparison's folder.</param>
    /// <param name="withRuns">Whether reports of runs are written; those that are there are led to anyway.</param>
    /// <returns>The full path of <c>report.html</c>.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">No comparison, or a damaged file; the message is one line.</exception>
    public static string Write(string folder, bool withRuns = true)
    {
        var full = ResultFolder.Existing(folder);
        string read, path;

        // Another process may write tables with more cells meanwhile: the last report is that of the last tables.
        do
        {
            read = ComparisonFolder.Stamp(full);
            path = WriteOnce(full, withRuns);
        }
        while (ComparisonFolder.Stamp(full) != read);
        return path;
    }

    private static string WriteOnce(string folder, bool withRuns)
    {
        if (withRuns)
        {
            foreach (var run in ComparisonFolder.Runs(folder).Where(LacksReport)) RunReport.Write(run);
        }

        var comparison = ComparisonFolder.Read(folder);
        var figures = ComparisonFigures.Draw(comparison);
        return ReportFiles.Write(folder, ComparisonPage.Of(comparison, figures), figures, ComparisonFigures.Names);
    }

    private static bool LacksReport(string run) =>
        File.GetLastWriteTimeUtc(Path.Combine(run, ReportFiles.PageName)) < File.GetLastWriteTimeUtc(Path.Combine(run, RunFolder.SummaryFile));
}

/// <summary>Writes the report of a figure of the paper that was reproduced.</summary>
public static class ReproductionReport
{
    /// <summary>
    /// Reads <c>FIGURE.json</c> and the run folders <c>&lt;task&gt;/&lt;algorithm&gt;/seed-&lt;n&gt;</c>, finished or not, and writes
    /// <c>FIGURE.html</c>, <c>FIGURE.csv</c>, <c>FIGURE.tex</c> and <c>figures/FIGURE.png</c>. Equal results give equal bytes.
    /// </summary>
    /// <param name="folder">The reproduction's folder.</param>
    /// <param name="figure"><c>performance</c> or <c>utility</c>.</param>
    /// <returns>The full path of <c>FIGURE.html</c>.</returns>
    /// <exception cref="ArgumentException">There is no such figure.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">No reproduction of that figure, or a damaged file; the message is one line.</exception>
    public static string Write(string folder, string figure)
    {
        var reproduced = ReproducedFigure.Find(figure);
        var results = ReproductionFolder.Read(ResultFolder.Existing(folder), reproduced);
        IReadOnlyList<Figure> pictures = results.Tasks.Any(task => task.Cells.Count > 0) ? [reproduced.Draw(results, reproduced)] : [];
        ReproductionTables.Write(results, reproduced);
        return ReportFiles.Write(results.Folder, ReproductionPage.Of(results, reproduced, pictures), pictures, [reproduced.Name], $"{reproduced.Name}.html");
    }
}
