using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>Two or three bars per algorithm with one standard deviation over the seeds.</summary>
internal static class PairedBars
{
    public static Figure Draw(Comparison comparison, string name, string topic, string title, string unit, params (string Name, Func<ComparisonCell, double> Value)[] measures)
    {
        var plot = Chart.New(title, "Algorithm", unit);
        Color[] colours = [Palette.Blue, Palette.Orange, Palette.Green];
        var width = 0.8 / measures.Length;
        for (var m = 0; m < measures.Length; m++)
            for (var a = 0; a < comparison.Algorithms.Count; a++)
                AddBar(plot, a + (width * (m - ((measures.Length - 1) / 2.0))), width, Spread.Of(comparison.Of(comparison.Algorithms[a]).Select(measures[m].Value)), colours[m]);
        plot.Add.HorizontalLine(0, 1, Palette.Ink);
        plot.NamesBelow(comparison.Algorithms);
        var values = comparison.Cells.SelectMany(cell => measures.Select(measure => measure.Value(cell))).ToArray();
        plot.ScaleUp(values.Max(Math.Abs), fromZero: values.All(value => value >= 0));
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.LegendOutside(measures.Select((measure, m) => new LegendItem { LabelText = measure.Name, FillColor = colours[m] }));
        return new Figure(name, topic, title, $"Per algorithm {string.Join(", ", measures.SkipLast(1).Select(measure => $"the {measure.Name}"))} and the {measures[^1].Name}, mean over the seeds; whiskers: one standard deviation, where there are at least two seeds.", plot.ToPng());
    }

    private static void AddBar(Plot plot, double position, double width, Spread spread, Color colour) => plot.Add.Bar(new Bar
    {
        Position = position,
        Value = spread.Mean,
        Error = spread.Deviation ?? 0,
        ErrorSize = 0.12,
        LineWidth = 1,
        Size = width - 0.02,
        FillColor = colour,
        LineColor = Palette.Ink,
    });
}
