using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>All pictures of an audit.</summary>
internal static class AuditFigures
{
    /// <summary>Every name that an audit's figure can have.</summary>
    public static readonly string[] Names = ["regret-cost", "regret-samples", "regret-gain-scale", "slacks"];

    public static IReadOnlyList<Figure> Draw(AuditResult audit) => audit.Participants.Count == 0 ? [] :
    [
        Regret(audit, Names[0], "a false sharing cost", Palette.Vermilion, regret => regret.Cost),
        Regret(audit, Names[1], "a false number of samples", Palette.Blue, regret => regret.Samples),
        Regret(audit, Names[2], "a false gain scale", Palette.Green, regret => regret.GainScale),
        Slacks(audit),
    ];

    private static Figure Regret(AuditResult audit, string name, string lie, Color colour, Func<Regrets, FoundRegret> of)
    {
        var title = $"What each participant could gain by {lie}";
        double[] values = [.. audit.Participants.Select(participant => of(participant.Regret).Value)];
        var winners = values.Count(value => value > 0);
        var caption = winners == 0
            ? $"Nobody could gain anything by {lie}."
            : $"{Counted.Of(winners, "participant")} of {values.Length} could gain by {lie}, all else fixed; no bar, no gain.";
        var plot = Plot(title, "Regret (money)", audit);
        Bars(plot, values, 0, 0.72, colour);
        FromZero(plot, values);
        return new(name, "Regret", title, caption, plot.ToPng());
    }

    private static Figure Slacks(AuditResult audit)
    {
        const string title = "Slack of each participant as seller and as buyer";
        double[] seller = [.. audit.Participants.Select(participant => participant.SellerSlack ?? 0)];
        double[] buyer = [.. audit.Participants.Select(participant => participant.BuyerSlack)];
        var plot = Plot(title, "Slack (money)", audit);
        Bars(plot, seller, -0.2, 0.38, Palette.Green);
        Bars(plot, buyer, 0.2, 0.38, Palette.Blue);
        FromZero(plot, [.. seller, .. buyer]);
        plot.LegendOutside([new LegendItem { LabelText = "seller", FillColor = Palette.Green }, new LegendItem { LabelText = "buyer", FillColor = Palette.Blue }]);
        return new(Names[3], "Individual rationality", title, "Seller: the least payment above its cost over its sales. Buyer: its gain less what it pays. Below zero it would be worse off for taking part.", plot.ToPng());
    }

    private static Plot Plot(string title, string unit, AuditResult audit)
    {
        var plot = Chart.New(title, "Participant", unit);
        plot.Add.HorizontalLine(0, 1, Palette.Ink);
        plot.NamesBelow([.. audit.Participants.Select((participant, i) => BundledFont.Has(participant.Id) ? participant.Id : $"#{i + 1}")]);
        plot.Grid.XAxisStyle.IsVisible = false;
        return plot;
    }

    private static void Bars(Plot plot, double[] values, double shift, double width, Color colour)
    {
        for (var i = 0; i < values.Length; i++)
            if (values[i] != 0) plot.Add.Bar(new Bar { Position = i + shift, Value = values[i], Size = width, FillColor = colour, LineWidth = 0 });
    }

    private static void FromZero(Plot plot, double[] values)
    {
        var (low, high) = (Math.Min(0, values.Min()), Math.Max(0, values.Max()));
        var room = high > low ? 0.08 * (high - low) : 1;
        plot.Axes.SetLimitsY(low < 0 ? low - room : 0, high + room);
    }
}
