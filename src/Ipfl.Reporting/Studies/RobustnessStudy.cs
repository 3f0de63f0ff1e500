using System.Globalization;

namespace Ipfl.Reporting;

/// <summary>How accuracy falls under attacks and free-riders, and what those earn.</summary>
internal static class RobustnessStudy
{
    private const string Clean = "clean";

    public static IReadOnlyList<StudySection> Sections(StudyResults results)
    {
        string[] ratios = [.. results.Description.Variants.Select(variant => variant["ratio"]).Where(ratio => ratio != "0").Distinct()];
        return [Accuracy(results, ratios), .. results.Traders.Select(algorithm => Income(results, algorithm))];
    }

    private static StudySection Accuracy(StudyResults results, string[] ratios) => new(
        "Accuracy",
        "Best accuracy of the benign participants. Attackers and free-riders of the same share are the same participants, so a fall is that of the others: under attack less what the same participants reach when nobody attacks.",
        [.. ratios.SelectMany(ratio => new[] { AccuracyTable(results, ratio), FallTable(results, ratio) })],
        [AccuracyFigure(results, ratios)]);

    private static StudyTable AccuracyTable(StudyResults results, string ratio)
    {
        var attacks = Attacks(results, ratio);
        return new(
            $"accuracy-{ratio}",
            $"Best accuracy with a share of {ratio}",
            "Algorithm",
            [.. attacks.Select(attack => attack["attack"]).Prepend(Clean).Select(name => new StudyColumn(name, StudyUnit.Share))],
            [.. results.Description.Algorithms.Select(name => new StudyRow(name, [CleanLevel(results, attacks, name), .. attacks.Select(attack => Level(results, attack, name))]))]);
    }

    private static StudyTable FallTable(StudyResults results, string ratio)
    {
        var attacks = Attacks(results, ratio);
        return new(
            $"fall-{ratio}",
            $"Difference to the clean run with a share of {ratio}",
            "Algorithm",
            [.. attacks.Select(attack => new StudyColumn(attack["attack"], StudyUnit.ShareDifference))],
            [.. results.Description.Algorithms.Select(name => new StudyRow(name, [.. attacks.Select(attack => results.Number(attack.Name, name, cell => cell.Summary.MeanBestAccuracy - CleanOf(results, cell)))]))]);
    }

    private static Figure AccuracyFigure(StudyResults results, string[] ratios)
    {
        const string title = "Accuracy under attacks and free-riders";
        var algorithms = results.Description.Algorithms;
        BarSeries[] Series(string ratio) =>
            [.. Attacks(results, ratio).Select((attack, i) => new BarSeries(attack["attack"], Palette.Of(i, 4), [.. algorithms.Select(name => Level(results, attack, name))]))];
        var panels = ratios.Select(ratio => GroupedBars.Draw(
            $"A share of {Percent(ratio)} attacks or rides free", "Best accuracy (%)", algorithms, Series(ratio), 100, Chart.Width,
            [.. algorithms.Select(name => CleanLevel(results, Attacks(results, ratio), name))]));
        SheetItem[] legend = [.. Series(ratios[0]).Select(series => series.Item), new("the same participants, nobody attacking", Palette.Ink, Line: true)];
        var png = PanelSheet.Draw([title, .. StudyFigure.Notes(results)], legend, [.. panels], 1, 380);
        return new("robustness", "Accuracy", title, $"Bars: mean best accuracy of the benign participants; black line: that of the same participants in the clean run. {StudyFigure.Whiskers}", png);
    }

    private static StudySection Income(StudyResults results, string algorithm)
    {
        StudyVariant[] variants = [.. results.Description.Variants.Where(variant => variant["attack"] != Clean && results.Of(variant.Name, algorithm).Any())];
        (string Name, Func<ParticipantTotal, double> Of)[] measures = [("received", p => p.Received), ("paid", p => p.Paid), ("utility", p => p.Utility)];
        var table = new StudyTable(
            $"income-{algorithm}",
            $"Money per participant under {algorithm}, sum over rounds",
            "Attack and share",
            [.. measures.SelectMany(measure => new[] { $"benign: {measure.Name}", $"others: {measure.Name}" }).Select(name => new StudyColumn(name, StudyUnit.Money))],
            [.. variants.Select(variant => new StudyRow($"{variant["attack"]} {variant["ratio"]}", [.. measures.SelectMany(measure => new[] { Money(variant, measure.Of, true), Money(variant, measure.Of, false) })]))]);
        return new(
            $"What attackers and free-riders earn under {algorithm}",
            "Others are the attackers or the free-riders. A model is bought for its samples as long as distance weighs little against them; a market.max_distance below 1, such as 0.95, bars most poisoned models; constant uploads it may not.",
            [table],
            variants.Length == 0 ? [] : [IncomeFigure(variants, algorithm, table, results)]);

        StudyNumber? Money(StudyVariant variant, Func<ParticipantTotal, double> measure, bool benign) =>
            results.Number(variant.Name, algorithm, cell => cell.Mean(p => p.Standing.IsBenign == benign, measure));
    }

    private static Figure IncomeFigure(StudyVariant[] variants, string algorithm, StudyTable table, StudyResults results)
    {
        var title = $"What attackers and free-riders earn under {OneLine.Of(algorithm, 14)}";
        BarSeries[] Series(int column) =>
        [
            new("benign participants", Palette.Blue, [.. table.Rows.Select(row => row.Values[column])]),
            new("attackers or free-riders", Palette.Vermilion, [.. table.Rows.Select(row => row.Values[column + 1])]),
        ];
        var several = variants.Select(variant => variant["ratio"]).Distinct().Count() > 1;
        string[] groups = [.. variants.Select(variant => several ? $"{variant["attack"]} {variant["ratio"]}" : variant["attack"])];
        var width = PanelSheet.PanelWidth(2);
        var panels = new[] { ("Received", 0), ("Utility", 4) }.Select(panel => GroupedBars.Draw(panel.Item1, "Money per participant", groups, Series(panel.Item2), 1, width));
        var png = PanelSheet.Draw([title, .. StudyFigure.Notes(results)], [.. Series(0).Select(series => series.Item)], [.. panels], 2, 380);
        return new("robustness-income", "Income", title, $"Payments received, and utility, per participant, summed over the rounds. {StudyFigure.Whiskers}", png);
    }

    private static StudyNumber? Level(StudyResults results, StudyVariant attack, string algorithm) => results.Number(attack.Name, algorithm, cell => cell.Summary.MeanBestAccuracy);

    /// <summary>Per seed the clean level beside the first attack that is finished.</summary>
    private static StudyNumber? CleanLevel(StudyResults results, IReadOnlyList<StudyVariant> attacks, string algorithm) => StudyNumber.Of(
        attacks.SelectMany(attack => results.Of(attack.Name, algorithm)).GroupBy(cell => cell.Seed).Select(cells => CleanOf(results, cells.First())).OfType<double>());

    /// <summary>What those who are benign in a run reach in the clean one; null where that is not finished.</summary>
    private static double? CleanOf(StudyResults results, StudyCell cell)
    {
        var benign = cell.Participants.Where(p => p.Standing.IsBenign).Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        return results.Partner(cell, Clean)?.Mean(p => benign.Contains(p.Id), p => p.BestAccuracy);
    }

    private static IReadOnlyList<StudyVariant> Attacks(StudyResults results, string ratio) => results.Variants("ratio", ratio);

    private static string Percent(string ratio) => double.TryParse(ratio, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) ? $"{Shown.Given(100 * share)} %" : ratio;
}
