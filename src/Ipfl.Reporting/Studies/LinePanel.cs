using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>A line of a panel: points where there are numbers.</summary>
internal sealed record LineSeries(string Name, Color Colour, IReadOnlyList<(double X, StudyNumber Y)> Points, bool Dashed = false)
{
    public SheetItem Item => new(Name, Colour, Line: true, Dashed);
}

/// <summary>A panel of lines over few places on the horizontal axis, with one standard deviation where it is known.</summary>
internal static class LinePanel
{
    /// <param name="title">Above the panel.</param>
    /// <param name="xLabel">Below it.</param>
    /// <param name="unit">Of the values.</param>
    /// <param name="series">The lines.</param>
    public static Plot Draw(string title, string xLabel, string unit, IReadOnlyList<LineSeries> series)
    {
        var plot = Chart.Panel(title, xLabel, unit);
        plot.Add.HorizontalLine(0, 1, Palette.Ink);
        foreach (var line in series) Add(plot, line);
        var places = series.SelectMany(line => line.Points).Select(point => point.X).Distinct().Order().ToArray();
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual(places, [.. places.Select(Shown.Given)]);
        var room = places.Length < 2 ? 0.1 : 0.08 * (places[^1] - places[0]);
        if (places.Length > 0) plot.Axes.SetLimitsX(places[0] - room, places[^1] + room);
        plot.Axes.AutoScaleY();
        return plot;
    }

    private static void Add(Plot plot, LineSeries series)
    {
        var scatter = plot.Add.Scatter(series.Points.Select(p => p.X).ToArray(), series.Points.Select(p => p.Y.Mean).ToArray(), series.Colour);
        (scatter.LineWidth, scatter.MarkerSize, scatter.LinePattern) = (2.5f, 7, series.Dashed ? LinePattern.Dashed : LinePattern.Solid);
        foreach (var (x, y) in series.Points.Where(point => point.Y.Deviation > 0))
        {
            var reach = plot.Add.Line(x, y.Mean - y.Deviation!.Value, x, y.Mean + y.Deviation.Value);
            (reach.LineColor, reach.LineWidth) = (series.Colour, 1.5f);
        }
    }
}
