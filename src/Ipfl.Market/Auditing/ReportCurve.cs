namespace Ipfl.Market.Auditing;

/// <summary>Solves the market at many reports of one participant, and closer and closer where its trades change.</summary>
internal sealed class ReportCurve(MarketRound round, Mechanism mechanism, int participant, ReportDimension dimension, int? threads, CancellationToken cancellation)
{
    private const double Finest = 1e-6;

    private readonly SortedDictionary<double, (CurvePoint Point, HashSet<(int Buyer, int Seller)> Trades)> _tried = [];
    private double _resolution;

    public IReadOnlyList<CurvePoint> Draw(double from, double to, int points)
    {
        _resolution = Whole ? Math.Max(1, Finest * (to - from)) : Finest * (to - from);
        for (var k = 0; k < points; k++) Try(k == points - 1 ? to : from + ((to - from) * k / (points - 1)));
        var truth = ReportedNumber.Of(round.TrueTypeOf(participant), dimension);
        if (truth > from && truth < to) Try(truth);
        double[] reports = [.. _tried.Keys];
        for (var k = 1; k < reports.Length; k++) Close(reports[k - 1], reports[k]);
        return [.. _tried.Values.Select(tried => tried.Point)];
    }

    private bool Whole => dimension == ReportDimension.Samples;

    /// <summary>Halves a gap as long as the trades at its ends differ.</summary>
    private void Close(double low, double high)
    {
        if (high - low <= _resolution || _tried[low].Trades.SetEquals(_tried[high].Trades)) return;
        var middle = Try(low + (0.5 * (high - low)));
        Close(low, middle);
        Close(middle, high);
    }

    private double Try(double report)
    {
        if (Whole) report = Math.Floor(report);
        if (_tried.ContainsKey(report)) return report;
        var type = ReportedNumber.Replaced(round.Reports[participant].Type, dimension, report);
        var outcome = mechanism.Solve(round.WithReport(participant, type), threads, cancellation);
        var buyers = outcome.Edges.Where(edge => edge.Seller == participant).Select(edge => edge.Buyer).ToHashSet();
        var imports = outcome.Edges.Count(edge => edge.Buyer == participant);
        _tried[report] = (
            new(report, buyers.Count, imports, outcome.Accounts[participant].Utility),
            [.. outcome.Edges.Where(edge => edge.Buyer == participant || buyers.Contains(edge.Buyer)).Select(edge => (edge.Buyer, edge.Seller))]);
        return report;
    }
}
