using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>A row of dots per task, one for each algorithm, on one axis for all tasks.</summary>
internal static class DotFigure
{
    private const int RowPadding = 40;
    private const int DotHeight = 8;
    private const int NoteWidth = 80;
    private const double Band = 0.76;

    private static readonly MarkerShape[] Shapes =
        [MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond, MarkerShape.FilledTriangleDown];

    public static Figure Draw(ReproductionResults results, ReproducedFigure figure)
    {
        var (measure, algorithms, tasks) = (figure.Measures[0], results.Description.Algorithms, results.Tasks);
        var note = ScaleNote.Lines(ScaleNote.Of(results), NoteWidth);
        var plot = Chart.New(figure.Title, $"{measure.Name} ({measure.Unit})\n{string.Join('\n', note)}", "");
        for (var row = 1; row < tasks.Count; row++) plot.Add.HorizontalLine(row - 0.5, 1, Palette.Faint);
        for (var a = 0; a < algorithms.Count; a++)
            for (var t = 0; t < tasks.Count; t++)
                if (tasks[t].Of(algorithms[a], measure) is { } spread)
                    AddDot(plot, tasks.Count - 1 - t + (Band * (0.5 - ((a + 0.5) / algorithms.Count))), spread, measure.Scale, Style(a, algorithms.Count));
        plot.NamesBeside([.. tasks.Select(task => task.Task + (task.Embedded ? " *" : ""))], 20);
        plot.Axes.AutoScaleX();
        plot.Axes.SetLimitsY(-0.5, tasks.Count - 0.5);
        plot.Grid.YAxisStyle.IsVisible = false;
        plot.LegendOutside(algorithms.Select((name, a) => Item(name, Style(a, algorithms.Count))));
        var embedded = tasks.Any(task => task.Embedded) ? " *: on the small data set that comes with the product." : "";
        return new Figure(
            figure.Name, measure.Name, figure.Title, $"Mean over the seeds; lines: one standard deviation, where there are at least two seeds.{embedded} {Sentence(ScaleNote.Of(results))}", plot.ToPng(Chart.Width, 130 + (20 * note.Count) + ((RowPadding + (DotHeight * algorithms.Count)) * tasks.Count)));
    }

    internal static string Sentence(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}.";

    private static (Color Colour, MarkerShape Shape) Style(int index, int count) => (Palette.Of(index, count), Shapes[index % Shapes.Length]);

    private static void AddDot(Plot plot, double y, Spread spread, double scale, (Color Colour, MarkerShape Shape) style)
    {
        if (spread.Deviation is { } reach)
        {
            var line = plot.Add.Line(scale * (spread.Mean - reach), y, scale * (spread.Mean + reach), y);
            (line.LineColor, line.LineWidth) = (style.Colour, 2);
        }

        plot.Add.Marker(scale * spread.Mean, y, style.Shape, 10, style.Colour);
    }

    private static LegendItem Item(string name, (Color Colour, MarkerShape Shape) style) => new()
    {
        LabelText = OneLine.Of(name, 14),
        MarkerShape = style.Shape,
        MarkerSize = 11,
        MarkerColor = style.Colour,
    };
}
