using System.Globalization;

namespace Ipfl.Reporting;

/// <summary>What liars have, beside the honest, and beside themselves telling the truth.</summary>
internal static class LiarsStudy
{
    private const string Truth = "truth";
    private const string Liar = "liar";

    public static IReadOnlyList<StudySection> Sections(StudyResults results)
    {
        var mechanisms = Facets(results, "mechanism");
        string[] lies = [.. Facets(results, "lie").Where(lie => lie != Truth)];
        string[] ratios = [.. Facets(results, "ratio").Where(ratio => ratio != "0")];
        return
        [
            new(
                "What lying brings",
                "A liar's utility less what the same participant has with the same seed when nobody lies: above 0 the lie pays. Utilities are by true costs and samples, summed over the rounds.",
                [Table(results, "gain", "Utility of a liar less that of the same participant telling the truth", lies, ratios, [.. mechanisms.Select(name => (name, Column(name, "", StudyUnit.MoneyDifference), (Func<StudyCell, double?>)(cell => Gain(results, cell))))])],
                [GainFigure(results, mechanisms, lies, ratios)]),
            new(
                "Utility of liars and of the honest",
                "Means over the liars, over the same participants when nobody lies, and over those who are honest beside the liars.",
                [Table(results, "utility", "Utility per participant", lies, ratios, [.. mechanisms.SelectMany(name => Columns(results, name))])],
                [UtilityFigure(results, mechanisms, lies, ratios)]),
        ];
    }

    private static IEnumerable<(string Mechanism, StudyColumn Column, Func<StudyCell, double?> Of)> Columns(StudyResults results, string mechanism) =>
    [
        (mechanism, Column(mechanism, ": liars", StudyUnit.Money), cell => cell.Mean(Lies, p => p.Utility)),
        (mechanism, Column(mechanism, ": the same, truthful", StudyUnit.Money), cell => Truthful(results, cell)),
        (mechanism, Column(mechanism, ": honest", StudyUnit.Money), Honest),
    ];

    private static StudyColumn Column(string mechanism, string whose, StudyUnit unit) => new($"{mechanism}{whose}", unit);

    private static StudyTable Table(
        StudyResults results, string id, string title, string[] lies, string[] ratios, (string Mechanism, StudyColumn Column, Func<StudyCell, double?> Of)[] columns) => new(
        id,
        title,
        "Lie and share of liars",
        [.. columns.Select(column => column.Column)],
        [
            .. from lie in lies
               from ratio in ratios
               select new StudyRow($"{lie}, {ratio}", [.. columns.Select(column => Number(results, column.Mechanism, lie, ratio, column.Of))]),
        ]);

    private static Figure GainFigure(StudyResults results, string[] mechanisms, string[] lies, string[] ratios)
    {
        const string title = "What lying brings a liar";
        LineSeries[] Series(string lie) =>
            [.. mechanisms.Select((name, i) => new LineSeries(name, Palette.Of(i, mechanisms.Length), Points(ratios, ratio => Number(results, name, lie, ratio, cell => Gain(results, cell)))))];
        var panels = lies.Select(lie => LinePanel.Draw($"Reports {lie}", "Share of liars", "Utility, lie − truth", Series(lie)));
        var png = PanelSheet.Draw([title, .. StudyFigure.Notes(results)], [.. Series(lies[0]).Select(series => series.Item)], [.. panels], 3, 330);
        return new("liars", "Lying", title, $"Utility of a liar less that of the same participant telling the truth, per liar, summed over the rounds; above 0 the lie pays. {StudyFigure.Whiskers}", png);
    }

    private static Figure UtilityFigure(StudyResults results, string[] mechanisms, string[] lies, string[] ratios)
    {
        const string title = "Utility of liars and of the honest";
        LineSeries[] Series(string mechanism, string lie) =>
        [
            new("liars", Palette.Vermilion, Points(ratios, ratio => Number(results, mechanism, lie, ratio, cell => cell.Mean(Lies, p => p.Utility)))),
            new("the same participants, telling the truth", Palette.Vermilion, Points(ratios, ratio => Number(results, mechanism, lie, ratio, cell => Truthful(results, cell))), Dashed: true),
            new("the honest beside them", Palette.Blue, Points(ratios, ratio => Number(results, mechanism, lie, ratio, Honest))),
        ];
        var panels = lies.SelectMany(lie => mechanisms.Select(mechanism => LinePanel.Draw($"{mechanism}, {lie}", "Share of liars", "Utility", Series(mechanism, lie))));
        var png = PanelSheet.Draw([title, .. StudyFigure.Notes(results)], [.. Series(mechanisms[0], lies[0]).Select(series => series.Item)], [.. panels], mechanisms.Length, 270);
        return new("liars-utility", "Utility", title, $"A row per lie, a column per mechanism, each panel with an axis of its own; money summed over the rounds. {StudyFigure.Whiskers}", png);
    }

    private static IReadOnlyList<(double X, StudyNumber Y)> Points(string[] ratios, Func<string, StudyNumber?> number) =>
        [.. ratios.Select(ratio => (X: double.Parse(ratio, CultureInfo.InvariantCulture), Y: number(ratio))).Where(point => point.Y is not null).Select(point => (point.X, point.Y!))];

    private static StudyNumber? Number(StudyResults results, string mechanism, string lie, string ratio, Func<StudyCell, double?> measure) =>
        results.Description.Variants.FirstOrDefault(variant => variant["mechanism"] == mechanism && variant["lie"] == lie && variant["ratio"] == ratio) is { } variant
            ? results.Number(variant.Name, results.Description.Algorithms[0], measure)
            : null;

    private static double? Gain(StudyResults results, StudyCell cell) => cell.Mean(Lies, p => p.Utility) - Truthful(results, cell);

    private static double? Honest(StudyCell cell) => cell.Mean(p => p.Standing.IsBenign && !Lies(p), p => p.Utility);

    /// <summary>What a run's liars have with the same seed and mechanism when nobody lies; null where that run is not finished.</summary>
    private static double? Truthful(StudyResults results, StudyCell cell)
    {
        var liars = cell.Participants.Where(Lies).Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        var mechanism = results.Description.Variants.First(variant => variant.Name == cell.Variant)["mechanism"];
        return results.Variants("lie", Truth).FirstOrDefault(variant => variant["mechanism"] == mechanism) is { } truth
            ? results.Partner(cell, truth.Name)?.Mean(p => liars.Contains(p.Id), p => p.Utility)
            : null;
    }

    private static bool Lies(ParticipantTotal participant) => participant.Standing.Role == Liar;

    private static string[] Facets(StudyResults results, string facet) => [.. results.Description.Variants.Select(variant => variant[facet]).Distinct()];
}
