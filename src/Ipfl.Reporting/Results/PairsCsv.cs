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
    public static IReadOnlyList<PairRow> Read(string path) => [.. CsvRow.Read(path, Header).Select(Parse)];

    private static PairRow Parse(CsvRow row)
    {
        if (row[2] is not (Accuracy or Utility)) throw JsonResult.Refusal(row.Where, $"measure '{OneLine.Of(row[2])}' where {Accuracy} or {Utility} is due");
        var single = row.Count(3) < 2;
        double? Known(int i) => single ? null : row.Number(i);
        return new(row[0], row[1], row[2], row.Count(3), row.Number(4), Known(5), Known(6), Known(7), row.Count(8), row.Count(9));
    }
}
