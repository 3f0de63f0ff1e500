namespace Ipfl.Reporting;

/// <summary>Accuracy of each participant and their mean over the rounds.</summary>
internal static class AccuracyFigure
{
    private const int MostNamed = 20;

    public static Figure Draw(RunResults run)
    {
        const string title = "Accuracy over the rounds";
        var plot = Chart.New(title, "Round", "Accuracy on own test data (%)");
        var people = run.Participants;
        for (var i = 0; i < people.Count; i++)
        {
            var points = run.Rounds.SelectMany(r => r.Participants.Where(p => p.Id == people[i].Id).Select(p => (r.Round, p.Accuracy))).ToArray();
            var line = plot.Add.Scatter(points.Select(p => (double)p.Round).ToArray(), points.Select(p => 100 * p.Accuracy).ToArray(), Palette.OfParticipant(i, people.Count).WithAlpha(0.75));
            line.LineWidth = 1.2f;
            line.MarkerSize = run.Rounds.Count == 1 ? 8 : 0;
            if (people.Count <= MostNamed) line.LegendText = OneLine.Of(people[i].Label, 14);
        }

        var whose = people.All(p => p.Standing.IsBenign) ? "all" : "the benign";

        // In a round that all have left there is nothing to average.
        var peopled = run.Rounds.Where(r => RunResults.Benign(r).Any()).ToArray();
        var mean = plot.Add.Scatter(peopled.Select(r => (double)r.Round).ToArray(), peopled.Select(r => 100 * RunResults.MeanAccuracy(r)).ToArray(), Palette.Ink);
        mean.LineWidth = 3.5f;
        mean.MarkerSize = run.Rounds.Count == 1 ? 12 : 0;
        mean.LegendText = $"mean of {whose}";
        plot.RoundTicks(run.Rounds.Count);
        plot.Axes.AutoScaleY();
        plot.LegendOutside();
        var named = people.Count <= MostNamed ? "" : $" The thin lines are the {people.Count} participants, from dark to light in their order.";
        return new Figure("accuracy", "Learning", title, $"Thin: each participant's accuracy on its own test data. Thick: the mean of {whose}.{named}", plot.ToPng());
    }
}
