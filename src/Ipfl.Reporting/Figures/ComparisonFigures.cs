using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>All pictures of a comparison, in the order of its report.</summary>
internal static class ComparisonFigures
{
    /// <summary>Every name that a comparison's figure can have.</summary>
    public static readonly string[] Names = ["accuracy", "accuracy-bars", "utility-bars", "welfare-bars", "gain-bars", "accuracy-differences", "utility-differences"];

    /// <summary>The topic of the figures that belong to the differences to the reference.</summary>
    public const string Differences = "Differences";

    // More of them make a grey.
    private const int MostBands = 4;

    private const string Worth = BoughtSection.Topic;

    public static IReadOnlyList<Figure> Draw(Comparison comparison)
    {
        if (comparison.Cells.Count == 0) return [];
        var figures = new List<Figure>();
        if (comparison.Cells.Any(cell => cell.Curve.Count > 0)) figures.Add(Curves(comparison));
        figures.Add(PairedBars.Draw(comparison, "accuracy-bars", "Accuracy", "Best and final accuracy", "Mean accuracy (%)", ("best", cell => 100 * cell.MeanBestAccuracy), ("final", cell => 100 * cell.MeanFinalAccuracy)));
        figures.Add(PairedBars.Draw(comparison, "utility-bars", "Money", "Mean and minimum utility", "Utility (money, sum over rounds)", ("mean", cell => cell.MeanUtility), ("minimum", cell => cell.MinUtility)));
        if (comparison.HasWorth)
        {
            figures.Add(PairedBars.Draw(comparison, "welfare-bars", Worth, "Welfare by the market's account and as measured", "Welfare (money, sum over rounds)", ("market's welfare", cell => cell.Worth!.SocialWelfare), ("real welfare", cell => cell.Worth!.RealWelfare)));
            figures.Add(PairedBars.Draw(comparison, "gain-bars", Worth, "What was paid and what it bought", "Money, sum over rounds", ("predicted gain", cell => cell.Worth!.AccountedGain), ("money paid", cell => cell.Worth!.Invested), ("realised gain", cell => cell.Worth!.RealisedGain)));
        }

        if (comparison.Pairs.Any(pair => pair.Measure == PairsCsv.Accuracy))
            figures.Add(DifferenceFigure.Draw(comparison, "accuracy-differences", PairsCsv.Accuracy, "Best accuracy", "Percentage points", cell => cell.MeanBestAccuracy, 100));
        if (comparison.Pairs.Any(pair => pair.Measure == PairsCsv.Utility))
            figures.Add(DifferenceFigure.Draw(comparison, "utility-differences", PairsCsv.Utility, "Mean utility", "Money, sum over rounds", cell => cell.MeanUtility, 1));
        return figures;
    }

    private static Figure Curves(Comparison comparison)
    {
        const string title = "Mean accuracy over the rounds";
        var plot = Chart.New(title, "Round", "Mean accuracy (%)");

        // What the others are compared with lies above them, and bands below all lines.
        var focus = Focus(comparison);
        var order = Enumerable.Range(0, comparison.Algorithms.Count).OrderBy(i => comparison.Algorithms[i] == focus).ToArray();
        var banded = order.Where(i => order.Length <= MostBands || comparison.Algorithms[i] == focus).ToArray();
        foreach (var i in banded) Band(plot, comparison, i);
        foreach (var i in order) Curve(plot, comparison, i, isFocus: comparison.Algorithms[i] == focus);
        plot.RoundTicks(comparison.Cells.Max(cell => cell.Curve.Count));
        plot.ScaleUp(comparison.Cells.SelectMany(cell => cell.Curve).DefaultIfEmpty().Max(), fromZero: false, 100);
        plot.LegendOutside(comparison.Algorithms.Select((name, i) => Item(comparison, i, name == focus)));
        var whose = order.Length <= MostBands ? "Bands" : $"Band, of {focus} alone";
        return new Figure("accuracy", "Accuracy", title, $"Lines: mean over the seeds. {(banded.Length == 0 ? "" : $"{whose}: one standard deviation over the seeds up and down, where there are at least two.")}", plot.ToPng());
    }

    private static string Focus(Comparison comparison) => comparison.Pairs.Count > 0 ? comparison.Pairs[0].Reference : "ipfl";

    private static void Band(Plot plot, Comparison comparison, int index)
    {
        var points = Points(comparison, comparison.Algorithms[index]);
        if (points.Length < 2 || points.All(p => p.Deviation is null or 0)) return;
        var band = plot.Add.FillY(Rounds(points), [.. points.Select(p => p.Mean - (p.Deviation ?? 0))], [.. points.Select(p => p.Mean + (p.Deviation ?? 0))]);
        (band.FillColor, band.LineWidth, band.MarkerSize) = (Palette.Of(index, comparison.Algorithms.Count).WithAlpha(0.18), 0, 0);
    }

    private static void Curve(Plot plot, Comparison comparison, int index, bool isFocus)
    {
        var points = Points(comparison, comparison.Algorithms[index]);
        if (points.Length == 0) return;
        var line = plot.Add.Scatter(Rounds(points), points.Select(p => p.Mean).ToArray(), Palette.Of(index, comparison.Algorithms.Count));
        line.LineWidth = Width(isFocus);
        line.LinePattern = Patterns[index % Patterns.Length];
        line.MarkerSize = points.Length == 1 ? 9 : 0;
    }

    private static LegendItem Item(Comparison comparison, int index, bool isFocus) => new()
    {
        LabelText = OneLine.Of(comparison.Algorithms[index], 14),
        LineColor = Palette.Of(index, comparison.Algorithms.Count),
        LineWidth = Width(isFocus),
        LinePattern = Patterns[index % Patterns.Length],
    };

    private static float Width(bool isFocus) => isFocus ? 4 : 2.5f;

    // The spread over the seeds after each round.
    private static Spread[] Points(Comparison comparison, string algorithm)
    {
        var curves = comparison.Of(algorithm).Select(cell => cell.Curve).Where(curve => curve.Count > 0).ToArray();
        return [.. Enumerable.Range(0, curves.Select(c => c.Count).DefaultIfEmpty().Max()).Select(r => Spread.Of(curves.Where(c => c.Count > r).Select(c => 100 * c[r])))];
    }

    private static double[] Rounds(Spread[] points) => [.. Enumerable.Range(1, points.Length).Select(round => (double)round)];

    private static LinePattern[] Patterns => [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted];
}
