using System.Globalization;

namespace Ipfl.Reporting;

/// <summary>Reads <c>comparison.csv</c>: a header and a row per finished cell.</summary>
internal static class ComparisonCsv
{
    private const string Former = "algorithm,seed,meanBestAccuracy,meanFinalAccuracy,meanUtility,minUtility,wallSeconds";
    private const string WithWorth = $"{Former},socialWelfare,realWelfare,invested,accountedGain,realisedGain,shareHurt,rankCorrelation";
    private const string Header = $"{WithWorth},meanEvaluationLoss,task,data,trainingSamples,testSamples,dataSha256,participants,rounds,steps,settings";

    /// <exception cref="InvalidDataException">A line is damaged, in one line.</exception>
    public static IReadOnlyList<ComparisonCell> Read(string path)
    {
        var cells = new List<ComparisonCell>();
        foreach (var row in CsvRow.Read(path, Header, WithWorth, Former))
        {
            var cell = Parse(row);
            if (cells.Any(other => (other.Algorithm, other.Seed) == (cell.Algorithm, cell.Seed)))
                throw JsonResult.Refusal(row.Where, $"{OneLine.Of(cell.Algorithm)} with seed {cell.Seed} is listed twice");
            cells.Add(cell);
        }

        return cells;
    }

    private static ComparisonCell Parse(CsvRow row)
    {
        if (row[0].Length == 0 || row[0].AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 || row[0] is "." or "..")
            throw JsonResult.Refusal(row.Where, $"'{OneLine.Of(row[0])}' is no algorithm's name");
        return long.TryParse(row[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed)
            ? new(row[0], seed, row.Number(2), row.Number(3), row.Number(4), row.Number(5), row.Number(6)) { EvaluationLoss = row.Known(14), Worth = Worth(row) }
            : throw JsonResult.Refusal(row.Where, $"seed '{OneLine.Of(row[1])}' is not a whole number");
    }

    private static CellWorth? Worth(CsvRow row) => row.Known(8) is not { } real ? null : new(
        row.Number(7), real, row.Number(9), row.Number(10), row.Number(11), Between(row, 12, 0), Between(row, 13, -1));

    private static double? Between(CsvRow row, int column, double least) => row.Known(column) is { } number && (number < least || number > 1)
        ? throw JsonResult.Refusal(row.Where, $"'{row[column]}' where a number from {least} to 1 is due")
        : row.Known(column);
}
