namespace Ipfl.Market.Auditing;

/// <summary>
/// Searches the false samples or gain scales of all participants at once: a multiplicative grid around each truth, coarser in its tails,
/// refined about the best report so far.
/// </summary>
internal sealed class ReportSearch(MarketRound round, Outcome outcome, AuditOptions options, ReportDimension dimension)
{
    private const int Division = 4;

    /// <summary>How many doublings the tails reach from the truth: a millionfold.</summary>
    private const int Doublings = 20;

    private readonly SortedList<double, double>[] _tried = [.. outcome.Ids.Select(_ => new SortedList<double, double>())];

    /// <summary>Runs the search with a function that gives everybody's utility at everybody's points.</summary>
    public Regret[] Run(Func<double[][], double[][]> utilities)
    {
        Try([.. _tried.Select((_, i) => Grid(Truth(i)))], utilities);
        for (var refinement = 0; refinement < options.Refinements; refinement++) Try([.. _tried.Select(Closer)], utilities);
        return [.. _tried.Select((_, i) => Best(i))];
    }

    private bool Whole => dimension == ReportDimension.Samples;

    private double Truth(int i) => Whole ? round.TrueTypeOf(i).Samples.Value : round.TrueTypeOf(i).GainScale.Value;

    private void Try(double[][] points, Func<double[][], double[][]> utilities)
    {
        var found = utilities(points);
        for (var i = 0; i < points.Length; i++)
        {
            for (var k = 0; k < points[i].Length; k++) _tried[i].Add(points[i][k], found[i][k]);
        }
    }

    /// <summary>
    /// The truth, its multiples, one for each doubling beyond those, since a small participant may pass for a far larger one, and for a gain
    /// scale 0, which buys nothing.
    /// </summary>
    private double[] Grid(double truth)
    {
        var points = new SortedSet<double> { truth };
        if (!Whole) points.Add(0);
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

    /// <summary>Further points in the gaps on both sides of the best report so far.</summary>
    private double[] Closer(SortedList<double, double> tried, int participant)
    {
        var (best, points) = (tried.Values.IndexOf(tried.Values.Max()), new SortedSet<double>());
        foreach (var neighbour in new[] { best - 1, best + 1 })
        {
            if (neighbour < 0 || neighbour >= tried.Count) continue;
            var (from, gap) = (tried.Keys[best], tried.Keys[neighbour] - tried.Keys[best]);
            for (var k = 1; k < Division; k++) points.Add(Allowed(from + (gap * k / Division)));
        }

        points.ExceptWith(tried.Keys);
        return [.. points];
    }

    private double Allowed(double report) => Whole ? Math.Clamp(Math.Round(report), 1, Market.Samples.Maximum) : Math.Min(report, double.MaxValue);

    private Regret Best(int i)
    {
        var (truth, tried) = (Truth(i), _tried[i]);
        var honest = tried[truth];
        var best = tried.MaxBy(point => point.Value);
        return best.Value - honest > Rounding.In(outcome.Accounts[i], best.Value, honest) ? new(best.Value - honest, best.Key) : new(0, truth);
    }
}
