using System.Globalization;
using System.Text;

namespace Ipfl.Simulation;

/// <summary>Mean and standard deviation (of a sample; 0 for a single value) over seeds.</summary>
public readonly record struct Spread(double Mean, double Deviation)
{
    /// <summary>Summarises at least one value.</summary>
    public static Spread Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var mean = values.Average();
        var squares = values.Sum(value => (value - mean) * (value - mean));
        return new(mean, values.Count < 2 ? 0 : Math.Sqrt(squares / (values.Count - 1)));
    }
}

/// <summary>
/// The tables of a comparison's folder: <c>comparison.csv</c>, a row per cell; <c>pairs.csv</c>, two rows per algorithm but the reference; and
/// <c>comparison.tex</c> with both, a row per algorithm.
/// </summary>
internal static class ComparisonTables
{
    public static void Write(string folder, IReadOnlyList<(ComparisonCell Cell, RunSummary Summary)> cells, string reference)
    {
        var pairs = PairedComparison.Of(cells, reference);
        AtomicFile.WriteAllText(Path.Combine(folder, "pairs.csv"), PairedTables.Csv(pairs));
        AtomicFile.WriteAllText(Path.Combine(folder, "comparison.csv"), Csv(cells));
        AtomicFile.WriteAllText(Path.Combine(folder, "comparison.tex"), Tex(cells) + PairedTables.Tex(pairs));
    }

    /// <summary>The cells that the folder's table has; none where there is no table.</summary>
    public static IEnumerable<ComparisonCell> Rows(string folder)
    {
        var path = Path.Combine(folder, "comparison.csv");
        if (!File.Exists(path)) yield break;
        foreach (var fields in File.ReadLines(path).Select(line => line.Split(',')))
        {
            if (fields.Length > 1 && long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
                yield return new(fields[0], seed);
        }
    }

    private static string Csv(IReadOnlyList<(ComparisonCell Cell, RunSummary Summary)> cells)
    {
        var text = new StringBuilder("algorithm,seed,meanBestAccuracy,meanFinalAccuracy,meanUtility,minUtility,wallSeconds,");
        text.Append("socialWelfare,realWelfare,invested,accountedGain,realisedGain,shareHurt,rankCorrelation\n");
        foreach (var (cell, s) in cells)
        {
            text.Append(CultureInfo.InvariantCulture, $"{cell.Algorithm},{cell.Seed},{s.MeanBestAccuracy:R},{s.MeanFinalAccuracy:R},");
            text.Append(CultureInfo.InvariantCulture, $"{s.MeanUtility:R},{s.MinUtility:R},{s.WallSeconds:R},");
            text.Append(CultureInfo.InvariantCulture, $"{s.SocialWelfare:R},{s.RealWelfare:R},{s.Invested:R},{s.AccountedGain:R},{s.RealisedGain:R},{s.ShareHurt:R},{s.RankCorrelation:R}\n");
        }

        return text.ToString();
    }

    private static string Tex(IReadOnlyList<(ComparisonCell Cell, RunSummary Summary)> cells)
    {
        var text = new StringBuilder("% Mean and standard deviation over seeds; needs \\usepackage{booktabs}.\n");
        text.Append("\\begin{tabular}{lrrrrrrr}\n\\toprule\nAlgorithm & Best accuracy & Final accuracy & Mean utility & Least utility & Market's welfare & Real welfare & Share hurt \\\\\n\\midrule\n");
        foreach (var group in cells.GroupBy(pair => pair.Cell.Algorithm))
        {
            string Cell(Func<RunSummary, double?> value, int digits)
            {
                double[] known = [.. group.Select(pair => value(pair.Summary)).OfType<double>()];
                if (known.Length == 0) return "--";
                var (mean, deviation) = Spread.Of(known);
                return $"${mean.ToString($"F{digits}", CultureInfo.InvariantCulture)} \\pm {deviation.ToString($"F{digits}", CultureInfo.InvariantCulture)}$";
            }

            text.Append(CultureInfo.InvariantCulture, $"{group.Key} & {Cell(s => s.MeanBestAccuracy, 4)} & {Cell(s => s.MeanFinalAccuracy, 4)} & ");
            text.Append(CultureInfo.InvariantCulture, $"{Cell(s => s.MeanUtility, 2)} & {Cell(s => s.MinUtility, 2)} & ");
            text.Append(CultureInfo.InvariantCulture, $"{Cell(s => s.SocialWelfare, 2)} & {Cell(s => s.RealWelfare, 2)} & {Cell(s => s.ShareHurt, 2)} \\\\\n");
        }

        return text.Append("\\bottomrule\n\\end{tabular}\n").ToString();
    }
}
