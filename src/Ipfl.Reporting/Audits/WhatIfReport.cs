using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>Writes a curve of utility over reports.</summary>
public static class WhatIfReport
{
    private const string Name = "whatif";

    /// <summary>Writes <c>whatif.csv</c>, <c>figures/whatif.png</c> and <c>whatif.html</c> into an existing folder.</summary>
    /// <returns>The full path of <c>whatif.html</c>.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static string Write(string folder, WhatIfCurve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        var full = ResultFolder.Existing(folder);
        AtomicFile.WriteAllText(Path.Combine(full, $"{Name}.csv"), curve.ToCsv());
        var figure = Draw(curve);
        return ReportFiles.Write(full, Page(curve, figure), [figure], [Name], $"{Name}.html");
    }

    private static string Page(WhatIfCurve curve, Figure figure) => Reporting.Page.Of(figure.Title,
    [
        Html.Of($"<h1>{figure.Title}</h1>\n<p class=\"lead\">Participant {curve.Participant}, mechanism {curve.Mechanism}, all other reports as they are.</p>\n"),
        Reporting.Page.Keys(
            Reporting.Page.Key("Utility of the truth", Quantity.Money(curve.UtilityAtTruth)),
            Reporting.Page.Key("Highest on the curve", Quantity.Money(curve.Points.Max(point => point.Utility)))),
        .. Reporting.Page.Pictures([figure]),
        Reporting.Page.Section("What the mechanism promises", MechanismNote.Of(curve.Mechanism)),
    ]);

    private static Figure Draw(WhatIfCurve curve)
    {
        var title = $"Utility by the {curve.Quantity} that is reported";
        var plot = Chart.New(title, $"Reported {curve.Quantity}", "Utility (money)");
        if (curve.Exact) Steps(plot, curve.Points);
        else Line(plot, curve.Points);
        if (curve.Truth is { } truth) Mark(plot, truth, curve.UtilityAtTruth);
        plot.LegendOutside();
        plot.Axes.AutoScale();
        var how = curve.Exact ? "Exact: between two steps no report changes anything." : "Solved at each point, closer and closer where trades change.";
        return new(Name, "Utility", title, $"{how} The diamond marks the truth, by which utilities are accounted.", plot.ToPng());
    }

    /// <summary>Ranges as level lines, with thin verticals where they join.</summary>
    private static void Steps(Plot plot, IReadOnlyList<WhatIfPoint> points)
    {
        var line = plot.Add.Scatter(
            points.SelectMany(point => new[] { point.From, point.To }).ToArray(), points.SelectMany(point => new[] { point.Utility, point.Utility }).ToArray(), Palette.Blue);
        (line.LineWidth, line.MarkerSize, line.LegendText) = (2.5f, 0, "utility");
    }

    private static void Line(Plot plot, IReadOnlyList<WhatIfPoint> points)
    {
        var line = plot.Add.Scatter(points.Select(point => point.From).ToArray(), points.Select(point => point.Utility).ToArray(), Palette.Blue);
        (line.LineWidth, line.MarkerSize, line.LegendText) = (2.5f, 0, "utility");
    }

    private static void Mark(Plot plot, double truth, double utility)
    {
        plot.Add.VerticalLine(truth, 1, Palette.Ink, LinePattern.Dotted);
        var mark = plot.Add.Markers(new[] { truth }, new[] { utility }, MarkerShape.FilledDiamond, 13, Palette.Vermilion);
        mark.LegendText = "truth";
    }
}
