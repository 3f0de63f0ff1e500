namespace Ipfl.Reporting;

/// <summary>Puts a report and its pictures into a folder.</summary>
internal static class ReportFiles
{
    /// <summary>The usual name of a report.</summary>
    public const string PageName = "report.html";

    /// <summary>Writes <c>figures/*.png</c>, removes pictures of an older report that this one has not, then writes the page.</summary>
    /// <returns>The path of the report.</returns>
    public static string Write(string folder, string page, IReadOnlyList<Figure> figures, IEnumerable<string> possibleNames, string pageName = PageName)
    {
        var pictures = Directory.CreateDirectory(Path.Combine(folder, "figures")).FullName;
        foreach (var figure in figures) AtomicFile.Write(Picture(figure.Name), stream => stream.Write(figure.Png));
        foreach (var name in possibleNames.Except(figures.Select(figure => figure.Name))) File.Delete(Picture(name));
        var path = Path.Combine(folder, pageName);
        AtomicFile.WriteAllText(path, page);
        return path;

        string Picture(string name) => Path.Combine(pictures, $"{name}.png");
    }
}
