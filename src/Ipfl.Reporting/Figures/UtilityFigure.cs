using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>What each participant's utility is made of, summed over the rounds.</summary>
internal static class UtilityFigure
{
    public static Figure Draw(RunResults run)
    {
        const string title = "Utility of each participant and what it is made of";
        var people = run.Participants;
        var plot = Chart.New(title, "Participant", "Money, sum over rounds");
        for (var i = 0; i < people.Count; i++)
        {
            Stack(plot, i, (people[i].Gain, Palette.Blue), (people[i].Received, Palette.Green));
            Stack(plot, i, (-people[i].Paid, Palette.Orange), (-people[i].Cost, Palette.Vermilion));
        }

        var net = plot.Add.Markers(people.Select((_, i) => (double)i).ToArray(), people.Select(p => p.Utility).ToArray(), MarkerShape.FilledDiamond, people.Count <= 20 ? 13 : 8, Palette.Ink);
        net.MarkerStyle.LineColor = Colors.White;
        net.MarkerStyle.LineWidth = 1;
        plot.Add.HorizontalLine(0, 1, Palette.Ink);
        plot.NamesBelow([.. people.Select(p => p.Label)]);
        plot.Axes.AutoScaleY();
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.LegendOutside([
            Item("gain", Palette.Blue), Item("received", Palette.Green), Item("paid", Palette.Orange), Item("sharing cost", Palette.Vermilion),
            new LegendItem { LabelText = "utility (net)", MarkerShape = MarkerShape.FilledDiamond, MarkerSize = 12, MarkerColor = Palette.Ink },
        ]);
        return new Figure("utility", "Money", title, "Upwards: gain from imported models and payments received. Downwards: payments made and sharing cost. Diamond: the utility that remains.", plot.ToPng());
    }

    private static void Stack(Plot plot, double position, params (double Height, Color Colour)[] parts)
    {
        var from = 0.0;
        foreach (var (height, colour) in parts)
        {
            if (height == 0) continue;
            plot.Add.Bar(new Bar { Position = position, ValueBase = from, Value = from + height, Size = 0.72, FillColor = colour, LineWidth = 0 });
            from += height;
        }
    }

    private static LegendItem Item(string name, Color colour) => new() { LabelText = name, FillColor = colour };
}
