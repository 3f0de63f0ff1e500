using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>A matrix in colours: rows from top to bottom, cells without a number grey.</summary>
internal static class HeatMap
{
    /// <summary>Puts the matrix into a plot in colours of its own range; <paramref name="written"/> cells carry their numbers.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="cells">The numbers.</param>
    /// <param name="written">Whether to write them.</param>
    /// <param name="most">Where the colours end, although numbers may be larger.</param>
    public static ScottPlot.Plottables.Heatmap Add(Plot plot, double[,] cells, bool written, double most = double.PositiveInfinity) =>
        Add(plot, cells, written, RangeOf([cells], most));

    /// <summary>The same in colours of a given range, which several plots may share.</summary>
    public static ScottPlot.Plottables.Heatmap Add(Plot plot, double[,] cells, bool written, ScottPlot.Range range)
    {
        var map = plot.Add.Heatmap(cells);
        (map.Colormap, map.NaNCellColor, map.ManualRange) = (new ScottPlot.Colormaps.Viridis(), Palette.Faint, range);
        if (written) Write(plot, cells, range);
        plot.HideGrid();
        plot.Axes.SetLimits(-0.5, cells.GetLength(1) - 0.5, -0.5, cells.GetLength(0) - 0.5);
        return map;
    }

    /// <summary>A matrix of that size without numbers.</summary>
    public static double[,] Empty(int rows, int columns)
    {
        var cells = new double[rows, columns];
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++) cells[row, column] = double.NaN;
        return cells;
    }

    /// <summary>The numbers of some matrices and 0.</summary>
    public static ScottPlot.Range RangeOf(IEnumerable<double[,]> matrices, double most = double.PositiveInfinity)
    {
        double[] values = [.. matrices.SelectMany(cells => cells.Cast<double>()).Where(double.IsFinite).DefaultIfEmpty()];
        var (low, high) = (Math.Min(0, values.Min()), Math.Min(most, Math.Max(0, values.Max())));
        return new ScottPlot.Range(low, high > low ? high : low + 1);
    }

    private static void Write(Plot plot, double[,] cells, ScottPlot.Range range)
    {
        for (var row = 0; row < cells.GetLength(0); row++)
        {
            for (var column = 0; column < cells.GetLength(1); column++)
            {
                if (!double.IsFinite(cells[row, column])) continue;
                var text = plot.Add.Text(Shown.Short(cells[row, column]), column, cells.GetLength(0) - 1 - row);
                text.LabelAlignment = Alignment.MiddleCenter;
                text.LabelFontSize = 12;
                text.LabelFontColor = range.Normalize(cells[row, column]) > 0.55 ? Palette.Ink : Colors.White;
            }
        }
    }
}
