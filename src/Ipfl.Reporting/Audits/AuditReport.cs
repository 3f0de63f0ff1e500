namespace Ipfl.Reporting;

/// <summary>Writes the report of an audit.</summary>
public static class AuditReport
{
    /// <summary>
    /// Reads <c>audit.json</c> and writes <c>figures/*.png</c> and <c>audit.html</c>, one page that needs nothing else. Equal results give
    /// equal bytes.
    /// </summary>
    /// <returns>The full path of <c>audit.html</c>.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The folder holds no audit.</exception>
    /// <exception cref="InvalidDataException">A damaged file; the message is one line.</exception>
    public static string Write(string folder)
    {
        var full = ResultFolder.Existing(folder);
        var audit = AuditResult.Read(full);
        var figures = AuditFigures.Draw(audit);
        return ReportFiles.Write(full, AuditPage.Of(audit, figures), figures, AuditFigures.Names, "audit.html");
    }
}
