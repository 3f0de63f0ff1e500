using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>What the market was worth in each round.</summary>
internal static class WelfareFigure
{
    public static Figure Draw(RunResults run)
    {
        const string title = "Welfare per round";
        var plot = Chart.New(title, "Round", "Welfare (money)");
        var measured = run.Rounds.Any(r => r.RealWelfare is not null);
        if (measured) Line(plot, run, r => r.RealWelfare, Palette.Green, LinePattern.Solid, "real welfare");
        Line(plot, run, r => r.SocialWelfare, Palette.Blue, LinePattern.Solid, measured ? "market's welfare" : "social welfare");
        if (!measured) Line(plot, run, r => r.Objective, Palette.Vermilion, LinePattern.Dashed, "objective");
        plot.RoundTicks(run.Rounds.Count);
        SetHeight(plot, [0, .. run.Rounds.Select(r => r.SocialWelfare), .. run.Rounds.Select(r => measured ? r.RealWelfare ?? 0 : r.Objective)]);
        if (measured) plot.Add.HorizontalLine(0, 1, Palette.Ink);
        plot.LegendOutside();
        return measured
            ? new Figure("welfare", BoughtSection.Topic, title, "Market's welfare: the gains that the market's law accounts, minus sharing costs. Real welfare: the gains that were measured, minus sharing costs.", plot.ToPng())
            : new Figure("welfare", "Money", title, "Social welfare: gains minus sharing costs of all participants. Objective: welfare minus the distance penalty.", plot.ToPng());
    }

    // From zero, so that small changes look small.
    private static void SetHeight(Plot plot, double[] values)
    {
        var (low, high) = (values.Min(), values.Max());
        var room = high > low ? 0.1 * (high - low) : 1;
        plot.Axes.SetLimitsY(low < 0 ? low - room : 0, high + room);
    }

    private static void Line(Plot plot, RunResults run, Func<RoundResult, double?> value, Color colour, LinePattern pattern, string name)
    {
        var points = run.Rounds.Where(r => value(r) is not null).ToArray();
        var line = plot.Add.Scatter(points.Select(r => (double)r.Round).ToArray(), points.Select(r => value(r)!.Value).ToArray(), colour);
        line.LineWidth = 2.5f;
        line.LinePattern = pattern;
        line.MarkerSize = run.Rounds.Count <= 40 ? 7 : 0;
        line.LegendText = name;
    }
}
