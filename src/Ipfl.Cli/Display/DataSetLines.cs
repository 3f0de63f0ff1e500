using Ipfl.Cli.Commands;
using Ipfl.Data;

namespace Ipfl.Cli.Display;

/// <summary>The data sets on a terminal: two lines for each, none wider than the screen.</summary>
internal static class DataSetLines
{
    public static void Write(Terminal terminal, IReadOnlyList<(DataCatalogueEntry Entry, IReadOnlyList<FileCheck> Checks)> sets)
    {
        var name = sets.Max(set => set.Entry.Name.Length);
        foreach (var (entry, checks) in sets)
        {
            Line(terminal, $"{entry.Name.PadRight(name)}  {Size(entry),-8}  {Where(checks)}");
            Line(terminal, $"{new(' ', name)}  {entry.Description}");
        }

        Line(terminal, "Licences are in --json.");
    }

    private static void Line(Terminal terminal, string text)
    {
        var width = terminal.Tables.Profile.Width;
        terminal.Out.WriteLine(text.Length <= width ? text : $"{text[..(width - 1)]}…");
    }

    private static string Size(DataCatalogueEntry entry) => entry.Instructions is not null ? "by hand" : $"{entry.Downloads.Sum(download => download.Size) / 1e6:F0} MB";

    private static string Where(IReadOnlyList<FileCheck> checks)
    {
        var missing = checks.Count(check => check.State == FileState.Missing);
        if (missing == checks.Count) return "not here";
        var folder = DefaultFolder.Shown(Path.GetDirectoryName(checks[0].Path)!);
        return missing == 0 ? folder : $"{missing} of {checks.Count} files missing, {folder}";
    }
}
