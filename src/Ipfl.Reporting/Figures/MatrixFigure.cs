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
        var map = HeatMap.Add(plot, cells, people.Count <= MostWritten);
        var bar = plot.Add.ColorBar(map);
        bar.Axis.TickLabelStyle.FontSize = 13;
        bar.Axis.TickLabelStyle.OffsetY = 2;
        bar.Axis.MinorTickStyle.Length = 0;
        bar.Axis.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { TickDensity = 0.4 };
        Names(plot, people);
        var written = people.Count <= MostWritten ? " The numbers are rounded." : "";
        return new Figure("payments", "Collaboration", title, $"A row per buyer, a column per seller. Grey: no trade in any round.{written}", plot.ToPng(Chart.Width, 760));
    }

    private static double[,] Cells(IReadOnlyList<GraphEdge> edges, IReadOnlyList<ParticipantTotal> people, bool payments)
    {
        var index = people.Select((p, i) => (p.Id, i)).ToDictionary(pair => pair.Id, pair => pair.i, StringComparer.Ordinal);
        var cells = HeatMap.Empty(people.Count, people.Count);
        foreach (var edge in edges) cells[index[edge.Buyer], index[edge.Seller]] = payments ? edge.Payment : edge.Weight;
        return cells;
    }

    private static void Names(Plot plot, IReadOnlyList<ParticipantTotal> people)
    {
        string[] names = [.. people.Select(p => p.Label)];
        plot.NamesBelow(names);
        plot.NamesBeside(names);
        plot.Axes.Left.TickLabelStyle.FontSize = plot.Axes.Bottom.TickLabelStyle.FontSize;
        plot.Axes.SetLimits(-0.5, people.Count - 0.5, -0.5, people.Count - 0.5);
    }
}
