using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>Bars that stand for the same thing in every group.</summary>
/// <param name="Name">What they stand for.</param>
/// <param name="Colour">Their colour.</param>
/// <param name="Values">A value per group; null is no bar.</param>
internal sealed record BarSeries(string Name, Color Colour, IReadOnlyList<StudyNumber?> Values)
{
    public SheetItem Item => new(Name, Colour);
}

/// <summary>A panel of groups of bars from zero, with one standard deviation where it is known.</summary>
internal static class GroupedBars
{
    private const double Band = 0.82;

    /// <param name="title">Above the panel.</param>
    /// <param name="unit">Of the values.</param>
    /// <param name="groups">Names below.</param>
    /// <param name="series">The bars of each group, from left to right.</param>
    /// <param name="scale">What values are multiplied with.</param>
    /// <param name="width">The panel's width.</param>
    /// <param name="levels">A level to mark across each group, or null.</param>
    public static Plot Draw(string title, string unit, IReadOnlyList<string> groups, IReadOnlyList<BarSeries> series, double scale, int width, IReadOnlyList<StudyNumber?>? levels = null)
    {
        var plot = Chart.Panel(title, "", unit);
        for (var g = 0; g < groups.Count; g++)
        {
            for (var s = 0; s < series.Count; s++)
                if (series[s].Values[g] is { } number) AddBar(plot, g - (Band / 2) + (Band * (s + 0.5) / series.Count), number, scale, Band / series.Count * 0.94, series[s].Colour);
            if (levels?[g] is { } level) AddLevel(plot, g, scale * level.Mean);
        }

        plot.Add.HorizontalLine(0, 1, Palette.Ink);
        plot.NamesBelow(groups, width - 90);
        plot.Axes.SetLimitsX(-0.6, groups.Count - 0.4);
        double[] means = [.. series.SelectMany(s => s.Values).OfType<StudyNumber>().Select(number => number.Mean)];
        plot.ScaleUp(means.Select(Math.Abs).DefaultIfEmpty().Max(), fromZero: means.All(mean => mean >= 0), scale);
        plot.Grid.XAxisStyle.IsVisible = false;
        return plot;
    }

    private static void AddBar(Plot plot, double position, StudyNumber number, double scale, double size, Color colour) => plot.Add.Bar(new Bar
    {
        Position = position,
        Value = scale * number.Mean,
        Error = scale * (number.Deviation ?? 0),
        ErrorSize = size / 3,
        LineWidth = 0.8f,
        Size = size,
        FillColor = colour,
        LineColor = Palette.Ink,
    });

    private static void AddLevel(Plot plot, int group, double value)
    {
        var line = plot.Add.Line(group - (Band / 2) - 0.04, value, group + (Band / 2) + 0.04, value);
        (line.LineColor, line.LineWidth) = (Palette.Ink, 2.5f);
    }
}
