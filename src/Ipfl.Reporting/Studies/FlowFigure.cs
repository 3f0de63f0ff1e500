using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>Models and money between types of participants: two matrices per market, all of one kind in the same colours.</summary>
internal static class FlowFigure
{
    public static Figure Draw(StudyResults results, string[] types, (StudyVariant Variant, string Algorithm)[] markets)
    {
        const string title = "Models and money between types";
        var matrices = markets.Select(market => (Market: market, Models: Cells(results, types, market, models: true), Money: Cells(results, types, market, models: false))).ToArray();
        var (models, money) = (HeatMap.RangeOf(matrices.Select(matrix => matrix.Models)), HeatMap.RangeOf(matrices.Select(matrix => matrix.Money)));
        var panels = matrices.SelectMany(matrix => new[]
        {
            Panel($"{InclusiveStudy.Name(matrix.Market)}: models bought", types, matrix.Models, models),
            Panel($"{InclusiveStudy.Name(matrix.Market)}: money paid", types, matrix.Money, money),
        });
        var png = PanelSheet.Draw([title, .. StudyFigure.Notes(results)], [], [.. panels], 2, 300);
        return new("inclusive-flows", "Flows", title, "A row per type of buyer, a column per type of seller; sums over the rounds, mean over the seeds, rounded. One scale of colours for all numbers of models, one for all of money. Grey: nothing.", png);
    }

    private static double[,] Cells(StudyResults results, string[] types, (StudyVariant Variant, string Algorithm) market, bool models)
    {
        var cells = HeatMap.Empty(types.Length, types.Length);
        for (var buyer = 0; buyer < types.Length; buyer++)
            for (var seller = 0; seller < types.Length; seller++)
                if (InclusiveStudy.Flow(results, market, types[buyer], types[seller], models) is { Mean: not 0 } flow) cells[buyer, seller] = flow.Mean;
        return cells;
    }

    private static Plot Panel(string title, string[] types, double[,] cells, ScottPlot.Range range)
    {
        var plot = Chart.Panel(title, "Seller", "Buyer");
        HeatMap.Add(plot, cells, written: true, range);
        Chart.NameTicks(plot.Axes.Bottom, types);
        plot.NamesBeside(types);
        return plot;
    }
}
