using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>Who stays when participants leave after a loss, and what that does to accuracy.</summary>
internal static class DropOutStudy
{
    public static IReadOnlyList<StudySection> Sections(StudyResults results) =>
    [
        new(
            "Who stays",
            "Whoever has a negative utility in a round leaves for good after it: always (strict), or with probability ½ (probabilistic). The table counts those who took part in the last round.",
            [Table(results, "stayed", "Participants in the last round", rule => [Number(rule, "", StudyUnit.Count, cell => Stayed(cell).Count)])],
            [SurvivorFigure(results)]),
        new(
            "Accuracy",
            "Final accuracy over all, each after the last round that it took part in, and over those who took part in the last round of the run.",
            [Table(results, "accuracy", "Final accuracy", rule =>
            [
                Number(rule, ": all", StudyUnit.Share, cell => cell.Summary.MeanFinalAccuracy),
                Number(rule, ": who stayed", StudyUnit.Share, AccuracyOfStayed),
            ])],
            [AccuracyFigure(results)]),
        new(
            "Utility",
            "Summed over the rounds that each took part in; over all participants.",
            [Table(results, "utility", "Utility", rule =>
            [
                Number(rule, ": mean", StudyUnit.Money, cell => cell.Summary.MeanUtility),
                Number(rule, ": least", StudyUnit.Money, cell => cell.Summary.MinUtility),
            ])],
            []),
    ];

    private static (StudyColumn Column, Func<StudyCell, double?> Of) Number(StudyVariant rule, string what, StudyUnit unit, Func<StudyCell, double?> of) =>
        (new($"{rule.Name}{what}", unit), of);

    private static StudyTable Table(
        StudyResults results, string id, string title, Func<StudyVariant, IReadOnlyList<(StudyColumn Column, Func<StudyCell, double?> Of)>> columns)
    {
        var (rules, algorithms) = (results.Description.Variants, results.Description.Algorithms);
        return new(
            id,
            title,
            "Algorithm",
            [.. rules.SelectMany(rule => columns(rule)).Select(column => column.Column)],
            [.. algorithms.Select(name => new StudyRow(name, [.. rules.SelectMany(rule => columns(rule).Select(column => results.Number(rule.Name, name, column.Of)))]))]);
    }

    private static Figure SurvivorFigure(StudyResults results)
    {
        const string title = "Participants left over the rounds";
        var (rules, algorithms) = (results.Description.Variants, results.Description.Algorithms);
        var panels = rules.Select(rule => SurvivorPanel(results, rule, algorithms));
        SheetItem[] legend = [.. algorithms.Select((name, i) => new SheetItem(OneLine.Of(name, 14), Palette.Of(i, algorithms.Count), Line: true))];
        var png = PanelSheet.Draw([title, .. StudyFigure.Notes(results)], legend, [.. panels], 2, 380);
        return new("dropout", "Who stays", title, "Participants that take part in a round, mean over the seeds. Lines that would cover each other are drawn a little apart.", png);
    }

    private static Plot SurvivorPanel(StudyResults results, StudyVariant rule, IReadOnlyList<string> algorithms)
    {
        var plot = Chart.Panel(rule.Name, "Round", "Participants");
        var cells = algorithms.Select(name => results.Of(rule.Name, name).ToArray()).ToArray();
        var all = cells.SelectMany(of => of).Select(cell => cell.Participants.Count).DefaultIfEmpty(1).Max();
        var rounds = cells.SelectMany(of => of).Select(cell => cell.Run.Rounds.Count).DefaultIfEmpty(1).Max();
        for (var a = 0; a < algorithms.Count; a++)
        {
            if (cells[a].Length == 0) continue;
            var apart = 0.012 * all * (a - ((algorithms.Count - 1) / 2.0));
            double[] left = [.. Enumerable.Range(0, rounds).Select(r => apart + cells[a].Average(cell => cell.Run.Rounds.Count > r ? cell.Run.Rounds[r].Participants.Count : 0))];
            var line = plot.Add.Scatter(Enumerable.Range(1, rounds).Select(round => (double)round).ToArray(), left, Palette.Of(a, algorithms.Count));
            (line.ConnectStyle, line.LineWidth, line.MarkerSize) = (ConnectStyle.StepHorizontal, 2.5f, rounds <= 12 ? 6 : 0);
        }

        plot.RoundTicks(rounds);
        plot.Axes.SetLimitsY(-0.06 * all, 1.08 * all);
        return plot;
    }

    private static Figure AccuracyFigure(StudyResults results)
    {
        const string title = "Final accuracy where participants leave";
        var algorithms = results.Description.Algorithms;
        BarSeries[] Series(StudyVariant rule) =>
        [
            new("all, each after its last round", Palette.Blue, [.. algorithms.Select(name => results.Number(rule.Name, name, cell => cell.Summary.MeanFinalAccuracy))]),
            new("those who stayed", Palette.Orange, [.. algorithms.Select(name => results.Number(rule.Name, name, AccuracyOfStayed))]),
        ];
        var rules = results.Description.Variants;
        var panels = rules.Select(rule => GroupedBars.Draw(rule.Name, "Final accuracy (%)", algorithms, Series(rule), 100, PanelSheet.PanelWidth(2)));
        var png = PanelSheet.Draw([title, .. StudyFigure.Notes(results)], [.. Series(rules[0]).Select(series => series.Item)], [.. panels], 2, 380);
        return new("dropout-accuracy", "Accuracy", title, $"No second bar: nobody stayed. {StudyFigure.Whiskers}", png);
    }

    private static double? AccuracyOfStayed(StudyCell cell)
    {
        var stayed = Stayed(cell);
        return cell.Mean(p => p.Standing.IsBenign && stayed.Contains(p.Id), p => p.FinalAccuracy);
    }

    private static HashSet<string> Stayed(StudyCell cell) =>
        cell.Run.Rounds.Count == 0 ? [] : cell.Run.Rounds[^1].Participants.Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
}
