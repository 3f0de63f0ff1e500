using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>What adversaries are paid in several markets, and what that costs the others.</summary>
internal static class WorthStudy
{
    private const string Alone = "local";
    private const string Honest = "honest";
    private const int MostColumns = 8;

    public static IReadOnlyList<StudySection> Sections(StudyResults results)
    {
        string[] markets = Facets(results, "market");
        string[] adversaries = [.. Facets(results, "adversary").Where(name => name != Honest)];
        return [.. results.Traders.SelectMany((algorithm, i) => Sections(new(results, algorithm, markets, adversaries), i == 0))];
    }

    private static IEnumerable<StudySection> Sections(Cube cube, bool drawn) =>
    [
        new(
            $"What adversaries earn under {cube.Algorithm}",
            "Received for models less the true cost of sharing, over all names of a holder, as a share of what a benign participant of the same run earns. Row seller: an honest participant that only sells; idle: nobody in its place.",
            [
                .. cube.Tables("income", "Income of the adversary, share of a benign participant's", StudyUnit.Share, cell => Income(cell) is { } incomes ? incomes.ShareOf(incomes.OthersIncome) : null),
                .. cube.Tables("money", "Income of the adversary", StudyUnit.Money, cell => Income(cell)?.OthersIncome),
                .. cube.Tables("benign", "Income of a benign participant beside it", StudyUnit.Money, cell => Income(cell)?.BenignIncome),
            ],
            drawn && Picture(cube) is { } picture ? [picture] : []),
        new(
            $"What the others lose under {cube.Algorithm}",
            "Benign participants beside an adversary, less the same participants in the market's control: where what it uploads is not its work, nobody in its place; where it is, an honest participant that only sells, or for shills an honest one.",
            [
                .. cube.Tables("benign-change", "Income of the benign against the control, relative", StudyUnit.Change, cell => cube.Change(cell, p => p.Income)),
                .. cube.Tables("accuracy-change", "Best accuracy of the benign against the control", StudyUnit.ShareDifference, cell => cube.Difference(cell, p => p.BestAccuracy)),
                .. cube.Tables("accuracy-alone", "Best accuracy of the benign against training alone", StudyUnit.ShareDifference, cube.AgainstAlone),
            ],
            []),
        new(
            $"What the market is worth under {cube.Algorithm}",
            "Real welfare: gains as they were found on test data that no decision used, less true costs, summed over the rounds.",
            [.. cube.Tables("real-welfare", "Real welfare", StudyUnit.Money, cell => cell.Summary.RealWelfare)],
            []),
    ];

    private static Incomes? Income(StudyCell cell) => cell.Summary.Incomes;

    private static string[] Facets(StudyResults results, string facet) => [.. results.Description.Variants.Select(variant => variant[facet]).Distinct()];

    /// <summary>Both measures by adversary and market; null where no run tells one.</summary>
    private static Figure? Picture(Cube cube)
    {
        const string title = "What adversaries earn, and what that does to the others";
        (string Name, double Most, Func<StudyCell, double?> Of)[] measures =
        [
            ("Income of the adversary, % of a benign participant's", 100, cell => Income(cell) is { } incomes ? 100 * incomes.ShareOf(incomes.OthersIncome) : null),
            ("Best accuracy of the benign against the control, points", double.PositiveInfinity, cell => 100 * cube.Difference(cell, p => p.BestAccuracy)),
        ];
        Plot[] panels = [.. measures.Select(measure => Panel(cube, measure.Name, measure.Most, measure.Of)).OfType<Plot>()];
        if (panels.Length == 0) return null;
        var png = PanelSheet.Draw([title, .. StudyFigure.Notes(cube.Results)], [], panels, 1, 110 + (26 * cube.Adversaries.Length) + 60);
        return new("worth", "Adversaries", title, "A row per adversary, a column per market: mechanism, evidence, import. Mean over the seeds, rounded; colours of incomes end at 100 %. Grey: no such run, or nothing to compare with.", png);
    }

    private static Plot? Panel(Cube cube, string name, double most, Func<StudyCell, double?> measure)
    {
        var numbers = HeatMap.Empty(cube.Adversaries.Length, cube.Markets.Length);
        for (var row = 0; row < cube.Adversaries.Length; row++)
            for (var column = 0; column < cube.Markets.Length; column++)
                if (cube.Number(cube.Markets[column], cube.Adversaries[row], measure) is { } number) numbers[row, column] = number.Mean;
        if (!numbers.Cast<double>().Any(double.IsFinite)) return null;
        var plot = Chart.Panel(name, "", "");
        HeatMap.Add(plot, numbers, written: true, most);
        plot.NamesBelow([.. cube.Markets]);
        plot.NamesBeside(cube.Adversaries);
        plot.Axes.SetLimits(-0.5, cube.Markets.Length - 0.5, -0.5, cube.Adversaries.Length - 0.5);
        return plot;
    }

    /// <summary>The runs of an algorithm by market and adversary.</summary>
    private sealed record Cube(StudyResults Results, string Algorithm, string[] Markets, string[] Adversaries)
    {
        /// <summary>A table per mechanism where one of all would be too wide; the first one is of them all or of the first mechanism.</summary>
        public IEnumerable<StudyTable> Tables(string id, string title, StudyUnit unit, Func<StudyCell, double?> measure)
        {
            if (Markets.Length <= MostColumns) return [Table(id, title, Markets, unit, measure)];
            return Markets.GroupBy(market => market.Split('-')[0]).Select(of => Table($"{id}-{of.Key}", $"{title}, {of.Key}", [.. of], unit, measure));
        }

        public StudyNumber? Number(string market, string adversary, Func<StudyCell, double?> measure) =>
            Results.Description.Variants.FirstOrDefault(variant => variant["market"] == market && variant["adversary"] == adversary) is { } variant
                ? Results.Number(variant.Name, Algorithm, measure)
                : null;

        /// <summary>The benign of a run less the same participants in its control.</summary>
        public double? Difference(StudyCell cell, Func<ParticipantTotal, double> measure) => Pair(cell, measure) is var (here, there) ? here - there : null;

        /// <summary>That as a share of what they have in the control.</summary>
        public double? Change(StudyCell cell, Func<ParticipantTotal, double> measure) => Pair(cell, measure) is var (here, there) && there > 0 ? (here / there) - 1 : null;

        public double? AgainstAlone(StudyCell cell) =>
            Results.Of(Facet(cell, "alone"), Alone).FirstOrDefault(other => other.Seed == cell.Seed) is { } alone ? Pair(cell, alone, p => p.BestAccuracy) is var (here, there) ? here - there : null : null;

        private StudyTable Table(string id, string title, string[] markets, StudyUnit unit, Func<StudyCell, double?> measure) => new(
            Results.Traders.Count > 1 ? $"{id}-{Algorithm}" : id,
            title,
            "Adversary",
            [.. markets.Select(market => new StudyColumn(market, unit))],
            [.. Adversaries.Select(adversary => new StudyRow(adversary, [.. markets.Select(market => Number(market, adversary, measure))]))]);

        private (double Here, double There)? Pair(StudyCell cell, Func<ParticipantTotal, double> measure) =>
            Results.Partner(cell, Facet(cell, "control")) is { } control ? Pair(cell, control, measure) : null;

        private static (double Here, double There)? Pair(StudyCell cell, StudyCell other, Func<ParticipantTotal, double> measure)
        {
            var benign = cell.Participants.Where(p => p.Standing.IsBenign).Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
            return (cell.Mean(p => benign.Contains(p.Id), measure), other.Mean(p => benign.Contains(p.Id), measure)) is ({ } here, { } there) ? (here, there) : null;
        }

        private string Facet(StudyCell cell, string name) => Results.Description.Variants.First(variant => variant.Name == cell.Variant)[name];
    }
}
