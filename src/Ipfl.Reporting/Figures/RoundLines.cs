using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>A thin line over the rounds for each participant, and a thick one for the mean of the benign.</summary>
internal static class RoundLines
{
    private const int MostNamed = 20;

    /// <summary>Draws what <paramref name="value"/> tells of a participant's round; null leaves that round out.</summary>
    /// <param name="plot">Where.</param>
    /// <param name="run">The run.</param>
    /// <param name="value">What is drawn.</param>
    /// <param name="scale">What it is multiplied with.</param>
    /// <returns>Words for the caption: whose mean it is, and what the thin lines are where the legend does not name them.</returns>
    public static (string Whose, string Named) Draw(Plot plot, RunResults run, Func<ParticipantRound, double?> value, double scale = 1)
    {
        var people = run.Participants;
        for (var i = 0; i < people.Count; i++)
        {
            var points = run.Rounds.SelectMany(r => Values(r.Participants.Where(p => p.Id == people[i].Id), value).Select(y => (r.Round, y))).ToArray();
            var line = plot.Add.Scatter(points.Select(p => (double)p.Round).ToArray(), points.Select(p => scale * p.y).ToArray(), Palette.Of(i, people.Count).WithAlpha(0.75));
            line.LineWidth = 1.2f;
            line.MarkerSize = run.Rounds.Count == 1 ? 8 : 0;
            if (people.Count <= MostNamed) line.LegendText = OneLine.Of(people[i].Label, 14);
        }

        var whose = people.All(p => p.Standing.IsBenign) ? "all" : "the benign";

        // In a round that all have left there is nothing to average.
        var peopled = run.Rounds.Select(r => (r.Round, Values: Values(RunResults.Benign(r), value).ToArray())).Where(r => r.Values.Length > 0).ToArray();
        var mean = plot.Add.Scatter(peopled.Select(r => (double)r.Round).ToArray(), peopled.Select(r => scale * r.Values.Average()).ToArray(), Palette.Ink);
        mean.LineWidth = 3.5f;
        mean.MarkerSize = run.Rounds.Count == 1 ? 12 : 0;
        mean.LegendText = $"mean of {whose}";
        plot.RoundTicks(run.Rounds.Count);
        plot.ScaleUp(run.Rounds.SelectMany(round => Values(round.Participants, value)).DefaultIfEmpty().Max(), fromZero: false, scale);
        plot.LegendOutside();
        return (whose, people.Count <= MostNamed ? "" : $" The thin lines are the {people.Count} participants, from dark to light in their order.");
    }

    private static IEnumerable<double> Values(IEnumerable<ParticipantRound> participants, Func<ParticipantRound, double?> value) =>
        participants.Select(value).OfType<double>();
}
