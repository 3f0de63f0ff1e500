using System.Globalization;
using System.Text;

namespace Ipfl.Reporting;

/// <summary>The tables of a figure for other programs: a CSV with a row per task and algorithm, and LaTeX with tasks × algorithms.</summary>
internal static class ReproductionTables
{
    public static void Write(ReproductionResults results, ReproducedFigure figure)
    {
        AtomicFile.WriteAllText(Path.Combine(results.Folder, $"{figure.Name}.csv"), Csv(results, figure));
        AtomicFile.WriteAllText(Path.Combine(results.Folder, $"{figure.Name}.tex"), Tex(results, figure));
    }

    private static string Csv(ReproductionResults results, ReproducedFigure figure)
    {
        var text = new StringBuilder($"task,algorithm,scale,rounds,steps,seeds,embeddedData,{string.Join(',', figure.Measures.Select(m => $"{m.Column},{m.Column}Deviation"))}\n");
        foreach (var task in results.Tasks)
        {
            foreach (var algorithm in results.Description.Algorithms)
            {
                if (task.Of(algorithm, figure.Measures[0]) is not { } first) continue;
                text.Append(CultureInfo.InvariantCulture, $"{task.Task},{algorithm},{results.Description.Scale},{task.Setting("rounds")},{task.Setting("steps")},{first.Count},{(task.Embedded ? "true" : "false")}");
                foreach (var spread in figure.Measures.Select(measure => task.Of(algorithm, measure)!.Value))
                    text.Append(CultureInfo.InvariantCulture, $",{spread.Mean:R},{spread.Deviation:R}");
                text.Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Tex(ReproductionResults results, ReproducedFigure figure)
    {
        var text = new StringBuilder($"% {figure.Title}; needs \\usepackage{{booktabs}}. Mean and standard deviation (n - 1) over seeds; a single seed has no deviation.\n% {Leader.Rule.Replace("%", "\\%", StringComparison.Ordinal)}\n");
        foreach (var measure in figure.Measures) AppendTabular(text, results, measure);
        return text.ToString();
    }

    private static void AppendTabular(StringBuilder text, ReproductionResults results, Measure measure)
    {
        var algorithms = results.Description.Algorithms;
        text.Append(CultureInfo.InvariantCulture, $"\n% {measure.Name} ({measure.Unit.Replace("%", "\\%", StringComparison.Ordinal)})\n\\begin{{tabular}}{{ll{new string('r', algorithms.Count)}}}\n\\toprule\n");
        text.Append(CultureInfo.InvariantCulture, $"Task & Rounds $\\times$ steps & {string.Join(" & ", algorithms.Select(LatexText.Of))} \\\\\n\\midrule\n");
        foreach (var task in results.Tasks)
        {
            var best = task.Best(algorithms, measure);
            var cells = algorithms.Select(name => task.Of(name, measure) is { } spread ? Cell(spread, measure, best == name) : "--");
            text.Append(CultureInfo.InvariantCulture, $"{task.Task}{(task.Embedded ? "$^*$" : "")} & ${task.Setting("rounds")} \\times {task.Setting("steps")}$ & {string.Join(" & ", cells)} \\\\\n");
        }

        var note = LatexText.Of(ScaleNote.Of(results));
        var embedded = results.Tasks.Any(task => task.Embedded) ? " $^*$: on a small subset of the data." : "";
        text.Append(CultureInfo.InvariantCulture, $"\\bottomrule\n\\multicolumn{{{algorithms.Count + 2}}}{{l}}{{\\footnotesize {DotFigure.Sentence(note)}{embedded}}}\n\\end{{tabular}}\n");
    }

    private static string Cell(Spread spread, Measure measure, bool best)
    {
        var text = Significant.Text(spread with { Mean = measure.Scale * spread.Mean, Deviation = measure.Scale * spread.Deviation }, "\\pm");
        return best ? $"$\\mathbf{{{text}}}$" : $"${text}$";
    }
}
