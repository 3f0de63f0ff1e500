using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>What the market was worth in each round.</summary>
internal static class WelfareFigure
{
    public static Figure Draw(RunResults run)
    {
        const string title = "Welfare per round";
        var plot = Chart.New(title, "Round", "Welfare (money)");
        Line(plot, run, r => r.SocialWelfare, Palette.Blue, LinePattern.Solid, "social welfare");
        Line(plot, run, r => r.Objective, Palette.Vermilion, LinePattern.Dashed, "objective");
        plot.RoundTicks(run.Rounds.Count);
        SetHeight(plot, [0, .. run.Rounds.Select(r => r.SocialWelfare), .. run.Rounds.Select(r => r.Objective)]);
        plot.LegendOutside();
        return new Figure("welfare", "Money", title, "Social welfare: gains minus sharing costs of all participants. Objective: welfare minus the distance penalty.", plot.ToPng());
    }

    // From zero, so that small changes look small.
    private static void SetHeight(Plot plot, double[] values)
    {
        var (low, high) = (values.Min(), values.Max());
        var room = high > low ? 0.1 * (high - low) : 1;
        plot.Axes.SetLimitsY(low < 0 ? low - room : 0, high + room);
    }

    private static void Line(Plot plot, RunResults run, Func<RoundResult, double> value, Color colour, LinePattern pattern, string name)
    {
        var line = plot.Add.Scatter(run.Rounds.Select(r => (double)r.Round).ToArray(), run.Rounds.Select(value).ToArray(), colour);
        line.LineWidth = 2.5f;
        line.LinePattern = pattern;
        line.MarkerSize = run.Rounds.Count <= 40 ? 7 : 0;
        line.LegendText = name;
    }
}
