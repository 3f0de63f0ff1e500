namespace Ipfl.Reporting;

/// <summary>Who buys from whom in the inclusive market, and how each type fares.</summary>
internal static class InclusiveStudy
{
    private static readonly string[] Order = ["trader", "buyer", "seller", "attacker"];

    public static IReadOnlyList<StudySection> Sections(StudyResults results)
    {
        string[] types = [.. results.Cells.SelectMany(cell => cell.Participants).Select(p => p.Standing.Name).Distinct().OrderBy(Place)];
        (StudyVariant Variant, string Algorithm)[] all =
            [.. results.Description.Variants.SelectMany(variant => variant.Algorithms.Select(algorithm => (variant, algorithm))).Where(pair => results.Of(pair.variant.Name, pair.algorithm).Any())];
        (StudyVariant Variant, string Algorithm)[] markets = [.. all.Where(pair => results.Traders.Contains(pair.Algorithm))];
        return
        [
            .. markets.Length == 0 ? [] : new[] { Flows(results, types, markets), Income(results, markets) },
            ByType(results, "accuracy", "Best accuracy", StudyUnit.Share, types, all, "Participants of a type, in the market and training alone.", p => p.BestAccuracy),
            .. markets.Length == 0 ? [] : new[] { ByType(results, "utility", "Utility", StudyUnit.Money, types, markets, "Money per participant of a type, summed over the rounds.", p => p.Utility) },
        ];
    }

    private static StudySection Flows(StudyResults results, string[] types, (StudyVariant Variant, string Algorithm)[] markets) => new(
        "Who buys from whom",
        "A row per type of buyer, a column per type of seller, summed over the rounds. A model counts once for each buyer and round. open: everybody may buy of everybody; barred: market.max_distance = 1 or 0.9, so that models farther from the buyer's are not for sale to it.",
        [.. markets.SelectMany(market => new[] { FlowTable(results, types, market, models: true), FlowTable(results, types, market, models: false) })],
        [FlowFigure.Draw(results, types, markets)]);

    private static StudyTable FlowTable(StudyResults results, string[] types, (StudyVariant Variant, string Algorithm) market, bool models)
    {
        var (name, unit) = models ? ("models", StudyUnit.Count) : ("money", StudyUnit.Money);
        return new(
            $"{name}-{Name(market)}",
            $"{(models ? "Models bought" : "Money paid")}: {Name(market)}",
            "Buyers",
            [.. types.Select(type => new StudyColumn($"from {type}s", unit))],
            [.. types.Select(buyer => new StudyRow($"{buyer}s", [.. types.Select(seller => Flow(results, market, buyer, seller, models))]))]);
    }

    /// <summary>Models or money between two types; 0 where nothing flowed.</summary>
    public static StudyNumber? Flow(StudyResults results, (StudyVariant Variant, string Algorithm) market, string buyer, string seller, bool models) =>
        results.Number(market.Variant.Name, market.Algorithm, cell =>
        {
            var types = cell.Participants.ToDictionary(p => p.Id, p => p.Standing.Name, StringComparer.Ordinal);
            GraphEdge[] edges = [.. cell.Run.Rounds.SelectMany(round => round.Edges).Where(edge => types[edge.Buyer] == buyer && types[edge.Seller] == seller)];
            return models ? edges.Length : edges.Sum(edge => edge.Payment);
        });

    /// <summary>A market's name: its variant's, with the algorithm's where that is not the only one that trades.</summary>
    public static string Name((StudyVariant Variant, string Algorithm) market) => market.Algorithm == "ipfl" ? market.Variant.Name : $"{market.Variant.Name}-{market.Algorithm}";

    private static StudySection Income(StudyResults results, (StudyVariant Variant, string Algorithm)[] markets)
    {
        const string title = "Attackers' income in each round";
        var table = new StudyTable(
            "income",
            "Attackers and the worst off",
            "Market",
            [new("models bought of attackers", StudyUnit.Count), new("attackers' income", StudyUnit.Money), new("least utility of a benign participant", StudyUnit.Money)],
            [
                .. markets.Select(market => new StudyRow(Name(market),
                [
                    results.Number(market.Variant.Name, market.Algorithm, cell => cell.Run.Rounds.Sum(round => Sales(cell, round).Count())),
                    results.Number(market.Variant.Name, market.Algorithm, cell => cell.Run.Rounds.Sum(round => Sales(cell, round).Sum(edge => edge.Payment))),
                    results.Number(market.Variant.Name, market.Algorithm, cell => cell.Summary.MinUtility),
                ])),
            ]);
        LineSeries[] series = [.. markets.Select((market, i) => new LineSeries(Name(market), Palette.Of(i, Math.Max(2, markets.Length)), PerRound(results, market)))];
        var plot = LinePanel.Draw("", "Round", "Money", series);
        plot.RoundTicks(Math.Max(1, series.Max(line => line.Points.Count)));
        var png = PanelSheet.Draw([title, .. StudyFigure.Notes(results)], [.. series.Select(line => line.Item)], [plot], 1, 340);
        return new("What the attacker earns", "The attacker's model is negated before it is uploaded.", [table], [new("inclusive-income", "Income", title, $"What attackers are paid in each round. {StudyFigure.Whiskers}", png)]);
    }

    private static IReadOnlyList<(double X, StudyNumber Y)> PerRound(StudyResults results, (StudyVariant Variant, string Algorithm) market)
    {
        StudyCell[] cells = [.. results.Of(market.Variant.Name, market.Algorithm)];
        return [.. Enumerable.Range(0, cells.Min(cell => cell.Run.Rounds.Count)).Select(r => (r + 1.0, StudyNumber.Of(cells.Select(cell => Sales(cell, cell.Run.Rounds[r]).Sum(edge => edge.Payment)))!))];
    }

    private static IEnumerable<GraphEdge> Sales(StudyCell cell, RoundResult round)
    {
        var attackers = cell.Participants.Where(p => p.Standing.Role == "attacker").Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        return round.Edges.Where(edge => attackers.Contains(edge.Seller));
    }

    private static StudySection ByType(
        StudyResults results, string id, string measure, StudyUnit unit, string[] types, (StudyVariant Variant, string Algorithm)[] columns, string text, Func<ParticipantTotal, double> of)
    {
        StudyNumber? Number((StudyVariant Variant, string Algorithm) pair, string type) => results.Number(pair.Variant.Name, pair.Algorithm, cell => cell.Mean(p => p.Standing.Name == type, of));
        string Column((StudyVariant Variant, string Algorithm) pair) => results.Traders.Contains(pair.Algorithm) ? $"{pair.Algorithm}, {pair.Variant.Name}" : pair.Algorithm;
        var title = $"{measure} by type";
        BarSeries[] series = [.. columns.Select((pair, i) => new BarSeries(Column(pair), Palette.Of(i, Math.Max(2, columns.Length)), [.. types.Select(type => Number(pair, type))]))];
        var shown = unit == StudyUnit.Share ? $"{measure} (%)" : "Money per participant";
        var panel = GroupedBars.Draw("", shown, [.. types.Select(type => $"{type}s")], series, unit == StudyUnit.Share ? 100 : 1, Chart.Width);
        var png = PanelSheet.Draw([title, .. StudyFigure.Notes(results)], [.. series.Select(bars => bars.Item)], [panel], 1, 340);
        var table = new StudyTable(id, title, "Type", [.. columns.Select(pair => new StudyColumn(Column(pair), unit))], [.. types.Select(type => new StudyRow($"{type}s", [.. columns.Select(pair => Number(pair, type))]))]);
        return new(title, text, [table], [new($"inclusive-{id}", title, title, $"{text} {StudyFigure.Whiskers}", png)]);
    }

    private static int Place(string type) => Array.IndexOf(Order, type) is var place and >= 0 ? place : Order.Length;
}
