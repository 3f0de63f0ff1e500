using System.Globalization;
using System.Text;

namespace Ipfl.Simulation;

/// <summary><c>comparison.tex</c>: a row per algorithm, below it what was compared; then the paired differences.</summary>
internal static class ComparisonTex
{
    private static readonly (string Heading, Func<RunSummary, double?> Of, bool Ranked, bool Lowest)[] Columns =
    [
        ("Best accuracy", s => s.MeanBestAccuracy, true, false),
        ("Final accuracy", s => s.MeanFinalAccuracy, true, false),
        ("Evaluation loss", s => s.MeanEvaluationLoss, true, true),
        ("Mean utility", s => s.MeanUtility, true, false),
        ("Least utility", s => s.MinUtility, true, false),
        ("Market's welfare", s => s.SocialWelfare, false, false),
        ("Real welfare", s => s.RealWelfare, true, false),
        ("Share hurt", s => s.ShareHurt, false, false),
    ];

    public static string Of(ComparisonOutcome outcome)
    {
        var columns = Columns.Where(column => column.Heading != "Evaluation loss" || outcome.Cells.Any(pair => pair.Summary.MeanEvaluationLoss is not null)).ToArray();
        var best = columns.Select(column => column.Ranked ? outcome.Best(column.Of, column.Lowest) : null).ToArray();
        var text = new StringBuilder("% Mean and standard deviation (n - 1) over seeds; a single seed has no deviation. Needs \\usepackage{booktabs}.\n");
        text.Append(CultureInfo.InvariantCulture, $"% {Leader.Rule.Replace("%", "\\%", StringComparison.Ordinal)}\n");
        text.Append(CultureInfo.InvariantCulture, $"\\begin{{tabular}}{{l{new string('r', columns.Length)}}}\n\\toprule\n");
        text.Append(CultureInfo.InvariantCulture, $"Algorithm & {string.Join(" & ", columns.Select(column => column.Heading))} \\\\\n\\midrule\n");
        foreach (var group in outcome.Cells.GroupBy(pair => pair.Cell.Algorithm))
            text.Append(CultureInfo.InvariantCulture, $"{LatexText.Of(group.Key)} & {string.Join(" & ", columns.Select((column, i) => Cell([.. group.Select(pair => column.Of(pair.Summary)).OfType<double>()], best[i] == group.Key)))} \\\\\n");
        text.Append("\\bottomrule\n");
        text.Append(CultureInfo.InvariantCulture, $"\\multicolumn{{{columns.Length + 1}}}{{p{{\\linewidth}}}}{{\\footnotesize {LatexText.Of($"{outcome.Compared.Subject}; {outcome.Compared.Changes}.")}}}\n");
        return text.Append("\\end{tabular}\n").Append(PairedTables.Tex(outcome.Pairs)).ToString();
    }

    private static string Cell(double[] known, bool isBest)
    {
        if (known.Length == 0) return "--";
        var text = Significant.Text(Spread.Of(known), "\\pm");
        return isBest ? $"$\\mathbf{{{text}}}$" : $"${text}$";
    }
}
