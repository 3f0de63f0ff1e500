namespace Ipfl.Reporting;

/// <summary>Writes the report that fits a folder of results.</summary>
public static class Report
{
    /// <summary>Writes a comparison's report where <c>comparison.csv</c> is there, else a run's, else an audit's.</summary>
    /// <returns>The full path of <c>report.html</c>, or of <c>audit.html</c> for an audit.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">No results, or a damaged file; the message is one line.</exception>
    public static string Write(string folder)
    {
        var full = ResultFolder.Existing(folder);
        if (ComparisonFolder.IsComparison(full)) return ComparisonReport.Write(full);
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
    /// <c>report.html</c>, one page that needs nothing else. Equal results give equal bytes.
    /// </summary>
    /// <returns>The full path of <c>report.html</c>.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">No comparison, or a damaged file; the message is one line.</exception>
    public static string Write(string folder)
    {
        var comparison = ComparisonFolder.Read(ResultFolder.Existing(folder));
        var figures = ComparisonFigures.Draw(comparison);
        return ReportFiles.Write(comparison.Folder, ComparisonPage.Of(comparison, figures), figures, ComparisonFigures.Names);
    }
}
