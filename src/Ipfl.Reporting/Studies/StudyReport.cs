namespace Ipfl.Reporting;

/// <summary>The report of a study.</summary>
/// <param name="Path">The full path of <c>STUDY.html</c>.</param>
/// <param name="Tables">Its tables; those that come first in their part of the report are the most telling ones.</param>
/// <param name="Main">Those.</param>
public sealed record StudyReport(string Path, IReadOnlyList<StudyTable> Tables, IReadOnlyList<StudyTable> Main)
{
    /// <summary>
    /// Reads <c>STUDY.json</c> and the run folders <c>STUDY/&lt;variant&gt;/&lt;algorithm&gt;/seed-&lt;n&gt;</c>, finished or not, and writes
    /// <c>STUDY.html</c>, <c>STUDY.csv</c>, <c>STUDY.tex</c> and <c>figures/STUDY*.png</c>. Equal results give equal bytes.
    /// </summary>
    /// <param name="folder">The folder that holds the study.</param>
    /// <param name="study"><c>robustness</c>, <c>liars</c>, <c>inclusive</c>, <c>dropout</c> or <c>worth</c>.</param>
    /// <exception cref="ArgumentException">There is no such study.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">No results of that study, or a damaged file; the message is one line.</exception>
    public static StudyReport Write(string folder, string study)
    {
        var presentation = StudyPresentation.Find(study);
        var results = StudyFolder.Read(ResultFolder.Existing(folder), presentation);
        var sections = results.Cells.Count == 0 ? [] : presentation.Sections(results);
        StudyTable[] tables = [.. sections.SelectMany(section => section.Tables)];
        AtomicFile.WriteAllText(System.IO.Path.Combine(results.Folder, $"{study}.csv"), StudyTables.Csv(tables));
        AtomicFile.WriteAllText(System.IO.Path.Combine(results.Folder, $"{study}.tex"), StudyTables.Tex(presentation.Title, results, tables));
        var path = ReportFiles.Write(
            results.Folder, StudyPage.Of(presentation, results, sections), [.. sections.SelectMany(section => section.Figures)], presentation.FigureNames, $"{study}.html");
        return new(path, tables, [.. sections.Select(section => section.Tables[0])]);
    }
}
