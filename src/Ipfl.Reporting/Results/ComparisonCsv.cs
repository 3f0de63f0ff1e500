using System.Globalization;

namespace Ipfl.Reporting;

/// <summary>Reads <c>comparison.csv</c>: a header and a row per finished cell.</summary>
internal static class ComparisonCsv
{
    private const string Header = "algorithm,seed,meanBestAccuracy,meanFinalAccuracy,meanUtility,minUtility,wallSeconds";

    /// <exception cref="InvalidDataException">A line is damaged, in one line.</exception>
    public static IReadOnlyList<ComparisonCell> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != Header)
            throw JsonResult.Refusal(JsonLines.Where(path, 1), $"'{OneLine.Of(lines.FirstOrDefault() ?? "")}' where the header '{Header}' is due");
        var cells = new List<ComparisonCell>();
        for (var i = 1; i < lines.Length; i++)
        {
            var cell = Parse(lines[i].Split(','), JsonLines.Where(path, i + 1));
            if (cells.Any(other => (other.Algorithm, other.Seed) == (cell.Algorithm, cell.Seed)))
                throw JsonResult.Refusal(JsonLines.Where(path, i + 1), $"{OneLine.Of(cell.Algorithm)} with seed {cell.Seed} is listed twice");
            cells.Add(cell);
        }

        return cells;
    }

    private static ComparisonCell Parse(string[] fields, string where)
    {
        var columns = Header.Split(',');
        if (fields.Length != columns.Length) throw JsonResult.Refusal(where, $"{fields.Length} fields where {columns.Length} are due ({Header})");
        if (fields[0].Length == 0 || fields[0].AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 || fields[0] is "." or "..")
            throw JsonResult.Refusal(where, $"'{OneLine.Of(fields[0])}' is no algorithm's name");
        if (!long.TryParse(fields[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed))
            throw JsonResult.Refusal(where, $"seed '{OneLine.Of(fields[1])}' is not a whole number");
        var numbers = fields.Skip(2).Select((field, i) => Number(field, columns[i + 2], where)).ToArray();
        return new ComparisonCell(fields[0], seed, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
    }

    private static double Number(string field, string column, string where) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw JsonResult.Refusal(where, $"{column} '{OneLine.Of(field)}' is not a finite number");
}
