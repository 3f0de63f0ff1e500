using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>What each lie would have brought whom in which round: a map for each number of a report that it would have paid to lie about.</summary>
internal static class LyingFigures
{
    /// <summary>The part of the report that they belong to.</summary>
    public const string Topic = "Could lying have paid?";

    private const int MostRoundsWritten = 16;
    private const int MostPeopleWritten = 20;

    /// <summary>Every name that they can have.</summary>
    public static IEnumerable<string> Names => Lie.All.Select(NameOf);

    public static IEnumerable<Figure> Draw(RunResults run) =>
        from lie in Lie.All
        let paying = lie.Paying(run)
        where paying.Count > 0
        select Draw(run, lie, paying);

    /// <summary>The name of a lie's map.</summary>
    public static string NameOf(Lie lie) => $"lies-{lie.Name}";

    private static Figure Draw(RunResults run, Lie lie, IReadOnlyList<PayingLie> paying)
    {
        var title = $"What {lie.Words} would have brought (money)";
        var (people, rounds) = (run.Participants, run.Audits.Count);
        var cells = Cells(run, lie);
        var range = new ScottPlot.Range(0, paying.Max(p => p.Regret.Value));
        var plot = Chart.New(title, "Round", "Participant");
        var map = plot.Add.Heatmap(cells);
        map.Colormap = new ScottPlot.Colormaps.CustomInterpolated([Colors.White, lie.Colour]);
        map.NaNCellColor = Palette.Faint;
        map.ManualRange = range;
        var bar = plot.Add.ColorBar(map);
        bar.Axis.TickLabelStyle.FontSize = 13;
        bar.Axis.TickLabelStyle.OffsetY = 2;
        bar.Axis.MinorTickStyle.Length = 0;
        bar.Axis.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { TickDensity = 0.4 };
        if (rounds <= MostRoundsWritten && people.Count <= MostPeopleWritten) Write(plot, cells, range);
        plot.RoundTicks(rounds, first: 0);
        plot.NamesBeside([.. people.Select(p => p.Label)]);
        plot.HideGrid();
        plot.Axes.SetLimits(-0.5, rounds - 0.5, -0.5, people.Count - 0.5);
        return new(NameOf(lie), Topic, title, Caption(run, lie, paying), plot.ToPng(Chart.Width, Math.Clamp(150 + (34 * people.Count), 280, 900)));
    }

    private static string Caption(RunResults run, Lie lie, IReadOnlyList<PayingLie> paying)
    {
        var most = paying.MaxBy(p => p.Regret.Value)!;
        var label = run.Participants.First(p => p.Id == most.Id).Label;
        return $"{char.ToUpperInvariant(lie.Words[0])}{lie.Words[1..]} would have paid {paying.Select(p => p.Id).Distinct().Count()} of {Counted.Of(run.Participants.Count, "participant")} in {paying.Select(p => p.Round).Distinct().Count()} of {Counted.Of(run.Audits.Count, "round")}, at most {Shown.Number(most.Regret.Value)} ({label}, round {most.Round}). White: the truth was best. Grey: not present.";
    }

    /// <summary>A row per participant, a column per round; NaN where one was not present.</summary>
    private static double[,] Cells(RunResults run, Lie lie)
    {
        var cells = new double[run.Participants.Count, run.Audits.Count];
        for (var round = 0; round < run.Audits.Count; round++)
        {
            var present = run.Audits[round].Participants.ToDictionary(p => p.Id, p => lie.Of(p.Regret).Value, StringComparer.Ordinal);
            for (var i = 0; i < run.Participants.Count; i++) cells[i, round] = present.GetValueOrDefault(run.Participants[i].Id, double.NaN);
        }

        return cells;
    }

    private static void Write(Plot plot, double[,] cells, ScottPlot.Range range)
    {
        for (var i = 0; i < cells.GetLength(0); i++)
        {
            for (var round = 0; round < cells.GetLength(1); round++)
            {
                if (!(cells[i, round] > 0)) continue;
                var text = plot.Add.Text(Shown.Short(cells[i, round]), round, cells.GetLength(0) - 1 - i);
                text.LabelAlignment = Alignment.MiddleCenter;
                text.LabelFontSize = 12;
                text.LabelFontColor = range.Normalize(cells[i, round]) > 0.7 ? Colors.White : Palette.Ink;
            }
        }
    }
}
