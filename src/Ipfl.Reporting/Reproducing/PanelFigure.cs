using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>A panel per task, each with its own axis: bars for the first measure, diamonds for the second.</summary>
internal static class PanelFigure
{
    private const int NoteWidth = 112;

    public static Figure Draw(ReproductionResults results, ReproducedFigure figure)
    {
        TaskResults[] tasks = [.. results.Tasks.Where(task => task.Cells.Count > 0)];
        string[] head = [figure.Title, .. ScaleNote.Lines(ScaleNote.Of(results), NoteWidth), Explanation(figure)];
        var columns = Math.Min(2, tasks.Length);
        var panels = tasks.Select(task => Panel(task, results.Description.Algorithms, figure.Measures)).ToArray();
        var png = PanelSheet.Draw(head, [], panels, columns, 130 + (26 * results.Description.Algorithms.Count));
        var embedded = tasks.Any(task => task.Embedded) ? " *: on the small data set that comes with the product." : "";
        return new Figure(
            figure.Name, "Utility", figure.Title, $"Every task has an axis of its own. Bars and diamonds: mean over the seeds; lines: one standard deviation of the bars, where there are at least two seeds.{embedded} {DotFigure.Sentence(ScaleNote.Of(results))}", png);
    }

    private static Plot Panel(TaskResults task, IReadOnlyList<string> algorithms, IReadOnlyList<Measure> measures)
    {
        var plot = Chart.New($"{task.Task}{(task.Embedded ? " *" : "")}, {task.Size}", "", "");
        plot.Axes.Title.Label.FontSize = 14;
        for (var a = 0; a < algorithms.Count; a++)
        {
            var y = algorithms.Count - 1 - a;
            if (task.Of(algorithms[a], measures[0]) is { } bar)
            {
                plot.Add.Bar(new Bar
                {
                    Position = y,
                    Value = bar.Mean,
                    Error = bar.Deviation ?? 0,
                    ErrorSize = 0.2,
                    Size = 0.7,
                    Orientation = Orientation.Horizontal,
                    FillColor = Palette.Blue,
                    LineWidth = 1,
                    LineColor = Palette.Ink,
                });
            }

            if (task.Of(algorithms[a], measures[1]) is { } mark)
            {
                var diamond = plot.Add.Marker(mark.Mean, y, MarkerShape.FilledDiamond, 11, Palette.Orange);
                (diamond.MarkerLineColor, diamond.MarkerLineWidth) = (Palette.Ink, 1);
            }
        }

        plot.Add.VerticalLine(0, 1, Palette.Ink);
        plot.NamesBeside(algorithms);
        plot.Axes.AutoScaleX();
        plot.Axes.SetLimitsY(-0.6, algorithms.Count - 0.4);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { TickDensity = 0.5 };
        plot.Grid.YAxisStyle.IsVisible = false;
        return plot;
    }

    private static string Explanation(ReproducedFigure figure) =>
        $"Bar: {figure.Measures[0].Name.ToLowerInvariant()}. Diamond: {figure.Measures[1].Name.ToLowerInvariant()}. In {figure.Measures[0].Unit}.";
}
