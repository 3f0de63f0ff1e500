using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>All pictures of a comparison, in the order of its report.</summary>
internal static class ComparisonFigures
{
    /// <summary>Every name that a comparison's figure can have.</summary>
    public static readonly string[] Names = ["accuracy", "accuracy-bars", "utility-bars", "welfare-bars", "gain-bars", "accuracy-differences", "utility-differences"];

    /// <summary>The topic of the figures that belong to the differences to the reference.</summary>
    public const string Differences = "Differences";

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
        for (var i = 0; i < comparison.Algorithms.Count; i++) Band(plot, comparison, i);
        for (var i = 0; i < comparison.Algorithms.Count; i++) Curve(plot, comparison, i);
        plot.RoundTicks(comparison.Cells.Max(cell => cell.Curve.Count));
        plot.Axes.AutoScaleY();
        plot.LegendOutside();
        return new Figure("accuracy", "Accuracy", title, "Lines: mean over the seeds. Bands: one standard deviation over the seeds up and down, where there are at least two.", plot.ToPng());
    }

    // Bands come before all lines, so that they cover none.
    private static void Band(Plot plot, Comparison comparison, int index)
    {
        var points = Points(comparison, comparison.Algorithms[index]);
        if (points.Length < 2 || points.All(p => p.Deviation is null or 0)) return;
        var band = plot.Add.FillY(Rounds(points), [.. points.Select(p => p.Mean - (p.Deviation ?? 0))], [.. points.Select(p => p.Mean + (p.Deviation ?? 0))]);
        var strength = comparison.Algorithms.Count <= 4 ? 0.18 : 0.08;
        (band.FillColor, band.LineWidth, band.MarkerSize) = (Palette.Of(index, comparison.Algorithms.Count).WithAlpha(strength), 0, 0);
    }

    private static void Curve(Plot plot, Comparison comparison, int index)
    {
        var name = comparison.Algorithms[index];
        var points = Points(comparison, name);
        if (points.Length == 0) return;
        var line = plot.Add.Scatter(Rounds(points), points.Select(p => p.Mean).ToArray(), Palette.Of(index, comparison.Algorithms.Count));
        line.LineWidth = 2.5f;
        line.LinePattern = Patterns[index % Patterns.Length];
        line.MarkerSize = points.Length == 1 ? 9 : 0;
        line.LegendText = OneLine.Of(name, 14);
    }

    // The spread over the seeds after each round.
    private static Spread[] Points(Comparison comparison, string algorithm)
    {
        var curves = comparison.Of(algorithm).Select(cell => cell.Curve).Where(curve => curve.Count > 0).ToArray();
        return [.. Enumerable.Range(0, curves.Select(c => c.Count).DefaultIfEmpty().Max()).Select(r => Spread.Of(curves.Where(c => c.Count > r).Select(c => 100 * c[r])))];
    }

    private static double[] Rounds(Spread[] points) => [.. Enumerable.Range(1, points.Length).Select(round => (double)round)];

    private static LinePattern[] Patterns => [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted];
}
