using ScottPlot;
using ScottPlot.TickGenerators;

namespace Ipfl.Reporting;

/// <summary>How far each algorithm lies from the reference, with a line at zero and an interval where there are seeds enough for one.</summary>
internal static class DifferenceFigure
{
    private const int RowHeight = 40;

    public static Figure Draw(Comparison comparison, string name, string measure, string words, string unit, Func<ComparisonCell, double> value, double scale)
    {
        PairRow[] rows = [.. comparison.Pairs.Where(pair => pair.Measure == measure)];
        var title = $"{words}: difference to {OneLine.Of(rows[0].Reference, 14)}, paired by seed";
        var plot = Chart.New(title, unit, "");
        plot.Add.VerticalLine(0, 1.5f, Palette.Ink);
        for (var i = 0; i < rows.Length; i++) AddRow(plot, rows.Length - 1 - i, rows[i], [.. PerSeed(comparison, rows[i], value)], scale);
        plot.NamesBeside([.. rows.Select(row => row.Algorithm)]);
        plot.Axes.AutoScaleX();
        plot.Axes.SetLimitsY(-0.7, rows.Length - 0.3);
        plot.Axes.Bottom.TickGenerator = new NumericAutomatic { TickDensity = 0.6 };
        plot.Grid.YAxisStyle.IsVisible = false;
        plot.LegendOutside(Legend(rows));
        var interval = rows.Any(row => row.Low is not null)
            ? "the bar its 95 % confidence interval by Student's t, the circles the single seeds. With few seeds intervals are wide."
            : "a single seed has no interval.";
        return new Figure(name, ComparisonFigures.Differences, title, $"Right of the line the algorithm is better than the reference. Diamond: mean difference; {interval}", plot.ToPng(Chart.Width, 190 + (RowHeight * rows.Length)));
    }

    private static IEnumerable<double> PerSeed(Comparison comparison, PairRow row, Func<ComparisonCell, double> value) =>
        from cell in comparison.Of(row.Algorithm)
        join partner in comparison.Of(row.Reference) on cell.Seed equals partner.Seed
        select value(cell) - value(partner);

    private static void AddRow(Plot plot, double y, PairRow row, double[] perSeed, double scale)
    {
        if (row is { Low: { } low, High: { } high })
        {
            var bar = plot.Add.Line(scale * low, y, scale * high, y);
            (bar.LineColor, bar.LineWidth) = (Palette.Blue, 5);
            foreach (var difference in perSeed)
            {
                var circle = plot.Add.Marker(scale * difference, y + 0.28, MarkerShape.OpenCircle, 8, Palette.Vermilion);
                circle.MarkerLineWidth = 1.6f;
            }
        }

        var mean = plot.Add.Marker(scale * row.Mean, y, MarkerShape.FilledDiamond, 15, Palette.Ink);
        (mean.MarkerLineColor, mean.MarkerLineWidth) = (Colors.White, 1);
    }

    private static IEnumerable<LegendItem> Legend(PairRow[] rows)
    {
        yield return new LegendItem { LabelText = "mean", MarkerShape = MarkerShape.FilledDiamond, MarkerSize = 13, MarkerColor = Palette.Ink };
        if (rows.All(row => row.Low is null)) yield break;
        yield return new LegendItem { LabelText = "95 % interval", LineColor = Palette.Blue, LineWidth = 5 };
        yield return new LegendItem
        {
            LabelText = "single seeds",
            MarkerShape = MarkerShape.OpenCircle,
            MarkerSize = 9,
            MarkerLineColor = Palette.Vermilion,
            MarkerLineWidth = 1.6f,
        };
    }
}
