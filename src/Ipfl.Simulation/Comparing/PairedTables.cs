using System.Globalization;
using System.Text;

namespace Ipfl.Simulation;

/// <summary>Paired differences for files: rows of <c>pairs.csv</c>, and the second tabular of <c>comparison.tex</c>.</summary>
internal static class PairedTables
{
    public static string Csv(IReadOnlyList<PairedComparison> pairs)
    {
        var text = new StringBuilder("algorithm,reference,measure,seeds,meanDifference,standardDeviation,low95,high95,algorithmWins,referenceWins\n");
        foreach (var pair in pairs)
        {
            Row("meanBestAccuracy", pair.BestAccuracy);
            Row("meanUtility", pair.MeanUtility);

            void Row(string measure, PairedStatistics s) => text
                .Append(CultureInfo.InvariantCulture, $"{pair.Algorithm},{pair.Reference},{measure},{s.Seeds},")
                .Append(CultureInfo.InvariantCulture, $"{s.Mean:R},{s.Deviation:R},{s.Low:R},{s.High:R},{s.Positive},{s.Negative}\n");
        }

        return text.ToString();
    }

    public static string Tex(IReadOnlyList<PairedComparison> pairs)
    {
        if (pairs.Count == 0) return "";
        var seeds = pairs.Max(pair => pair.BestAccuracy.Seeds);
        var text = new StringBuilder("\n");
        text.Append(CultureInfo.InvariantCulture, $"% Paired differences to {pairs[0].Reference} over {seeds} seed{(seeds == 1 ? "; one seed gives no interval" : "s: mean and standard deviation, 95 \\% confidence interval (Student's t)")},\n");
        text.Append("% and in how many seeds the algorithm and the reference win.\n");
        text.Append("\\begin{tabular}{lrrrrrr}\n\\toprule\n");
        text.Append(CultureInfo.InvariantCulture, $"Against {pairs[0].Reference} & Best accuracy & 95\\,\\% interval & Wins & Mean utility & 95\\,\\% interval & Wins \\\\\n\\midrule\n");
        foreach (var pair in pairs)
            text.Append(CultureInfo.InvariantCulture, $"{pair.Algorithm} & {Cells(pair.BestAccuracy)} & {Cells(pair.MeanUtility)} \\\\\n");
        return text.Append("\\bottomrule\n\\end{tabular}\n").ToString();
    }

    private static string Cells(PairedStatistics s)
    {
        var spread = new Spread(s.Mean, s.Deviation, s.Seeds);
        string Show(double? value) => Significant.Text(value!.Value, Significant.Decimals(spread));
        return $"${Significant.Text(spread, "\\pm")}$ & {(s.Low is null ? "--" : $"$[{Show(s.Low)}, {Show(s.High)}]$")} & {s.Positive}--{s.Negative}";
    }
}
