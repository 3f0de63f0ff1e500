using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>Who paid whom how much (or, where nobody pays, who used whose model how much) over the whole run, as a matrix.</summary>
internal static class MatrixFigure
{
    private const int MostWritten = 12;

    public static Figure? Draw(RunResults run)
    {
        var edges = run.SummedEdges();
        if (edges.Count == 0) return null;
        var title = run.Trades ? "Payments from buyers to sellers (money, sum over rounds)" : "Use of each other's models (weight, sum over rounds; no payments)";
        var people = run.Participants;
        var cells = Cells(edges, people, run.Trades);
        var plot = Chart.New(title, "Seller", "Buyer");
        var map = plot.Add.Heatmap(cells);
        map.Colormap = new ScottPlot.Colormaps.Viridis();
        map.NaNCellColor = Palette.Faint;
        var range = Range(cells);
        map.ManualRange = range;
        var bar = plot.Add.ColorBar(map);
        bar.Axis.TickLabelStyle.FontSize = 13;
        bar.Axis.TickLabelStyle.OffsetY = 2;
        bar.Axis.MinorTickStyle.Length = 0;
        bar.Axis.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { TickDensity = 0.4 };
        if (people.Count <= MostWritten) Write(plot, cells, range);
        Names(plot, people);
        var written = people.Count <= MostWritten ? " The numbers are rounded." : "";
        return new Figure("payments", "Collaboration", title, $"A row per buyer, a column per seller. Grey: no trade in any round.{written}", plot.ToPng(Chart.Width, 760));
    }

    private static double[,] Cells(IReadOnlyList<GraphEdge> edges, IReadOnlyList<ParticipantTotal> people, bool payments)
    {
        var index = people.Select((p, i) => (p.Id, i)).ToDictionary(pair => pair.Id, pair => pair.i, StringComparer.Ordinal);
        var cells = new double[people.Count, people.Count];
        foreach (ref var cell in System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref cells[0, 0], cells.Length)) cell = double.NaN;
        foreach (var edge in edges) cells[index[edge.Buyer], index[edge.Seller]] = payments ? edge.Payment : edge.Weight;
        return cells;
    }

    private static ScottPlot.Range Range(double[,] cells)
    {
        var values = cells.Cast<double>().Where(double.IsFinite).ToArray();
        var (low, high) = (Math.Min(0, values.Min()), Math.Max(0, values.Max()));
        return new ScottPlot.Range(low, high > low ? high : low + 1);
    }

    private static void Write(Plot plot, double[,] cells, ScottPlot.Range range)
    {
        var count = cells.GetLength(0);
        for (var row = 0; row < count; row++)
        {
            for (var column = 0; column < count; column++)
            {
                if (!double.IsFinite(cells[row, column])) continue;
                var text = plot.Add.Text(Shown.Short(cells[row, column]), column, count - 1 - row);
                text.LabelAlignment = Alignment.MiddleCenter;
                text.LabelFontSize = 12;
                text.LabelFontColor = range.Normalize(cells[row, column]) > 0.55 ? Palette.Ink : Colors.White;
            }
        }
    }

    private static void Names(Plot plot, IReadOnlyList<ParticipantTotal> people)
    {
        string[] names = [.. people.Select(p => p.Label)];
        plot.NamesBelow(names);
        Chart.NameTicks(plot.Axes.Left, [.. names.Reverse()]);
        plot.Axes.Left.TickLabelStyle.FontSize = plot.Axes.Bottom.TickLabelStyle.FontSize;
        plot.HideGrid();
        plot.Axes.SetLimits(-0.5, people.Count - 0.5, -0.5, people.Count - 0.5);
    }
}
