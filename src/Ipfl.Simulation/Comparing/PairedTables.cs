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
        var seeds = pairs[0].BestAccuracy.Seeds;
        var text = new StringBuilder("\n");
        text.Append(CultureInfo.InvariantCulture, $"% Paired differences to {pairs[0].Reference} over {seeds} seed{(seeds == 1 ? "; one seed gives no interval" : "s: mean and standard deviation, 95 \\% confidence interval (Student's t)")},\n");
        text.Append("% and in how many seeds the algorithm and the reference win.\n");
        text.Append("\\begin{tabular}{lrrrrrr}\n\\toprule\n");
        text.Append(CultureInfo.InvariantCulture, $"Against {pairs[0].Reference} & Best accuracy & 95\\,\\% interval & Wins & Mean utility & 95\\,\\% interval & Wins \\\\\n\\midrule\n");
        foreach (var pair in pairs)
            text.Append(CultureInfo.InvariantCulture, $"{pair.Algorithm} & {Cells(pair.BestAccuracy, "F4")} & {Cells(pair.MeanUtility, "F2")} \\\\\n");
        return text.Append("\\bottomrule\n\\end{tabular}\n").ToString();
    }

    private static string Cells(PairedStatistics s, string format)
    {
        string Show(double? value) => value!.Value.ToString(format, CultureInfo.InvariantCulture);
        var wins = $"{s.Positive}--{s.Negative}";
        return s.Low is null ? $"${Show(s.Mean)}$ & -- & {wins}" : $"${Show(s.Mean)} \\pm {Show(s.Deviation)}$ & $[{Show(s.Low)}, {Show(s.High)}]$ & {wins}";
    }
}
