using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>How many samples of each class each participant holds.</summary>
internal static class LabelFigure
{
    public static Figure? Draw(RunResults run)
    {
        var people = run.Participants;
        if (people.Count == 0 || people[0].LabelCounts.Count == 0) return null;
        const string title = "Training samples per class and participant";
        var (classes, most) = (people[0].LabelCounts.Count, people.Max(p => p.LabelCounts.Max()));
        var height = Math.Clamp(180 + 34 * classes, 420, 1000);
        var plot = Chart.New(title, "Participant", "Class");
        var widest = Math.Min(38, Math.Min(640.0 / people.Count, (height - 150.0) / classes));
        for (var i = 0; i < people.Count; i++)
            for (var c = 0; c < classes; c++)
                if (people[i].LabelCounts[c] > 0)
                    plot.Add.Marker(i, classes - 1 - c, MarkerShape.FilledCircle, (float)Math.Max(1.5, widest * Math.Sqrt((double)people[i].LabelCounts[c] / most)), Palette.Blue.WithAlpha(0.8));
        plot.NamesBelow([.. people.Select(p => p.Label)]);
        plot.NamesBeside([.. Enumerable.Range(0, classes).Select(run.ClassName)]);
        plot.Axes.SetLimitsY(-0.7, classes - 0.3);
        if (most > 0) plot.LegendOutside(Sizes(most, widest));
        return new Figure("labels", "Data", title, "The area of a circle is the number of training samples of that class; no circle, none.", plot.ToPng(Chart.Width, height));
    }

    private static IEnumerable<LegendItem> Sizes(long most, double widest) => new[] { most, most / 2, most / 10 }.Where(n => n > 0).Distinct().Select(n => new LegendItem
    {
        LabelText = $"{n}",
        MarkerShape = MarkerShape.FilledCircle,
        MarkerSize = (float)(widest * Math.Sqrt((double)n / most)),
        MarkerColor = Palette.Blue.WithAlpha(0.8),
    });
}
