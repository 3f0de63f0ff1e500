using System.Globalization;

namespace Ipfl.Reporting;

/// <summary>An algorithm's differences to the reference in one measure, over seeds: a row of <c>pairs.csv</c>. A single seed has no deviation and no interval.</summary>
internal sealed record PairRow(
    string Algorithm, string Reference, string Measure, int Seeds, double Mean, double? Deviation, double? Low, double? High, int Wins, int Losses);

/// <summary>Reads <c>pairs.csv</c>: a header, and a row per algorithm but the reference, and measure.</summary>
internal static class PairsCsv
{
    public const string File = "pairs.csv";
    public const string Accuracy = "meanBestAccuracy";
    public const string Utility = "meanUtility";

    private const string Header = "algorithm,reference,measure,seeds,meanDifference,standardDeviation,low95,high95,algorithmWins,referenceWins";

    /// <exception cref="InvalidDataException">A line is damaged, in one line.</exception>
    public static IReadOnlyList<PairRow> Read(string path)
    {
        var lines = System.IO.File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != Header)
            throw JsonResult.Refusal(JsonLines.Where(path, 1), $"'{OneLine.Of(lines.FirstOrDefault() ?? "")}' where the header '{Header}' is due");
        return [.. lines.Skip(1).Select((line, i) => Parse(line.Split(','), JsonLines.Where(path, i + 2)))];
    }

    private static PairRow Parse(string[] fields, string where)
    {
        var columns = Header.Split(',');
        if (fields.Length != columns.Length) throw JsonResult.Refusal(where, $"{fields.Length} fields where {columns.Length} are due ({Header})");
        if (fields[2] is not (Accuracy or Utility)) throw JsonResult.Refusal(where, $"measure '{OneLine.Of(fields[2])}' where {Accuracy} or {Utility} is due");
        int Count(int i) => int.TryParse(fields[i], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw JsonResult.Refusal(where, $"{columns[i]} '{OneLine.Of(fields[i])}' is not a whole number ≥ 0");
        double Number(int i) => double.TryParse(fields[i], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw JsonResult.Refusal(where, $"{columns[i]} '{OneLine.Of(fields[i])}' is not a finite number");
        var single = Count(3) < 2;
        double? Known(int i) => single ? null : Number(i);
        return new(fields[0], fields[1], fields[2], Count(3), Number(4), Known(5), Known(6), Known(7), Count(8), Count(9));
    }
}
