namespace Ipfl.Market.Auditing;

/// <summary>
/// Searches the false numbers of all participants at once: a multiplicative grid around each truth, coarser in its tails, refined where more is
/// to be expected.
/// </summary>
internal sealed class ReportSearch(MarketRound round, Outcome outcome, AuditOptions options, ReportDimension dimension)
{
    private const int Division = 4;

    /// <summary>How many doublings the tails reach from the truth: a millionfold.</summary>
    private const int Doublings = 20;

    private readonly double _usualCost = UsualCost(round, outcome);
    private readonly SortedList<double, Trial>[] _tried = [.. outcome.Ids.Select(_ => new SortedList<double, Trial>())];

    /// <summary>Runs the search with a function that gives everybody's utility at everybody's points.</summary>
    public Regret[] Run(Func<double[][], Trial[][]> utilities)
    {
        Try([.. _tried.Select((_, i) => Grid(Truth(i)))], utilities);
        for (var refinement = 0; refinement < options.Refinements; refinement++) Try([.. _tried.Select(Closer)], utilities);
        return [.. _tried.Select((_, i) => Best(i))];
    }

    private bool Whole => dimension == ReportDimension.Samples;

    private double Truth(int i) => ReportedNumber.Of(round.TrueTypeOf(i), dimension);

    /// <summary>The order of size of costs and payments in this market: multiples of a true cost of 0 would find nothing.</summary>
    public static double UsualCost(MarketRound round, Outcome outcome) => round.Reports.Select(report => report.Type.SharingCost.Value)
        .Where(cost => cost > 0 && double.IsFinite(cost)).DefaultIfEmpty(outcome.Edges.Select(edge => edge.Payment).DefaultIfEmpty().Average()).Average();

    private void Try(double[][] points, Func<double[][], Trial[][]> utilities)
    {
        var found = utilities(points);
        for (var i = 0; i < points.Length; i++)
        {
            for (var k = 0; k < points[i].Length; k++) _tried[i].Add(points[i][k], found[i][k]);
        }
    }

    /// <summary>
    /// The truth, its multiples, one for each doubling beyond those, since a small participant may pass for a far larger one; for a gain
    /// scale also 0, which buys nothing, and for a cost 0 and never to sell.
    /// </summary>
    private double[] Grid(double truth)
    {
        var points = new SortedSet<double> { truth };
        if (!Whole) points.Add(0);
        if (dimension == ReportDimension.Cost)
        {
            points.Add(double.PositiveInfinity);

            // One that in truth never sells loses all by any sale.
            if (double.IsInfinity(truth)) return [truth];
            if (truth == 0) truth = _usualCost;
        }

        var reach = (int)Math.Ceiling(Math.Log2(options.Span) * options.PointsPerOctave);
        for (var k = -reach; k <= reach; k++)
        {
            var multiple = k / (double)options.PointsPerOctave;
            points.Add(Allowed(truth * Math.Clamp(Math.Pow(2, multiple), 1 / options.Span, options.Span)));
        }

        for (var k = 1; k <= Doublings; k++)
        {
            if (Math.Pow(2, k) <= options.Span) continue;
            points.Add(Allowed(truth * Math.Pow(2, k)));
            points.Add(Allowed(truth * Math.Pow(2, -k)));
        }

        return [.. points];
    }

    /// <summary>Further points in the gaps that deserve it.</summary>
    private double[] Closer(SortedList<double, Trial> tried)
    {
        var points = new SortedSet<double>();
        foreach (var k in GapChoice.Of(tried, Whole))
        {
            var (from, gap) = (tried.Keys[k], tried.Keys[k + 1] - tried.Keys[k]);
            for (var part = 1; part < Division; part++) points.Add(Allowed(from + (gap * part / Division)));
        }

        points.ExceptWith(tried.Keys);
        return [.. points];
    }

    private double Allowed(double report) => Whole ? Math.Clamp(Math.Round(report), 1, Market.Samples.Maximum) : Math.Min(report, double.MaxValue);

    private Regret Best(int i)
    {
        var (truth, tried) = (Truth(i), _tried[i]);
        var honest = tried[truth].Utility;
        var (report, best) = tried.MaxBy(point => point.Value.Utility);
        return best.Utility - honest > Rounding.In(outcome.Accounts[i], best.Utility, honest) ? new(best.Utility - honest, report) : new(0, truth);
    }
}
