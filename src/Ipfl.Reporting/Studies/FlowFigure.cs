using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>Models and money between types of participants: two matrices per market.</summary>
internal static class FlowFigure
{
    public static Figure Draw(StudyResults results, string[] types, (StudyVariant Variant, string Algorithm)[] markets)
    {
        const string title = "Models and money between types";
        var panels = markets.SelectMany(market => new[] { Panel(results, types, market, models: true), Panel(results, types, market, models: false) });
        var png = PanelSheet.Draw([title, .. StudyFigure.Notes(results)], [], [.. panels], 2, 300);
        return new("inclusive-flows", "Flows", title, "A row per type of buyer, a column per type of seller; sums over the rounds, mean over the seeds, rounded. Grey: nothing.", png);
    }

    private static Plot Panel(StudyResults results, string[] types, (StudyVariant Variant, string Algorithm) market, bool models)
    {
        var plot = Chart.Panel($"{InclusiveStudy.Name(market)}: {(models ? "models bought" : "money paid")}", "Seller", "Buyer");
        var cells = HeatMap.Empty(types.Length, types.Length);
        for (var buyer = 0; buyer < types.Length; buyer++)
            for (var seller = 0; seller < types.Length; seller++)
                if (InclusiveStudy.Flow(results, market, types[buyer], types[seller], models) is { Mean: not 0 } flow) cells[buyer, seller] = flow.Mean;
        HeatMap.Add(plot, cells, written: true);
        Chart.NameTicks(plot.Axes.Bottom, types);
        Chart.NameTicks(plot.Axes.Left, [.. types.Reverse()]);
        return plot;
    }
}
