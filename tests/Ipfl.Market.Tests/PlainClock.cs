namespace Ipfl.Market.Tests;

/// <summary>
/// The oracle of the clock, of the reference menu's choice and of exclusive best sets: the formulas as they stand, every score anew at every
/// step, every set tried. Also tells how near a decision came to a tie, where an oracle in float64 must not be asked.
/// </summary>
internal sealed class PlainClock
{
    private readonly MarketRound _round;
    private readonly int _buyer;
    private readonly double _scale;
    private readonly int[] _clusters;

    public PlainClock(MarketRound round, int buyer, double? scale = null)
    {
        (_round, _buyer, _clusters) = (round, buyer, Clusters(round));
        _scale = scale ?? round.Reports[buyer].Type.GainScale.Value;
        Run();
    }

    /// <summary>Winners and their prices.</summary>
    public SortedDictionary<int, double> Prices { get; } = [];

    /// <summary>The smallest distance of a decision from a tie, relative to what was compared.</summary>
    public double Margin { get; private set; } = double.PositiveInfinity;

    public static int[] Clusters(MarketRound round)
    {
        var m = round.Reports.Count;
        int[] cluster = [.. Enumerable.Range(0, m)];
        if (round.ExclusiveDistance == 0) return cluster;
        for (var again = true; again;)
        {
            again = false;
            for (var i = 0; i < m; i++)
            {
                var row = round.Distances.Row(i);
                for (var k = 0; k < row.Distances.Length; k++)
                {
                    var j = row.SellerAt(k);
                    if (i == j || row.Distances[k] >= round.ExclusiveDistance || cluster[i] == cluster[j]) continue;
                    cluster[i] = cluster[j] = Math.Min(cluster[i], cluster[j]);
                    again = true;
                }
            }
        }

        return cluster;
    }

    public static double Size(MarketRound round, int buyer, int seller) => round.EffectiveSamples?.Of(buyer, seller) ?? round.Reports[seller].Type.Samples.Value;

    /// <summary>Those that the buyer may choose among, by what the round lists.</summary>
    public static int[] Eligible(MarketRound round, int buyer)
    {
        var row = round.Distances.Row(buyer);
        var (clusters, eligible) = (Clusters(round), new List<int>());
        for (var k = 0; k < row.Distances.Length; k++)
        {
            var j = row.SellerAt(k);
            if (j != buyer && row.Distances[k] <= round.MaxDistance && round.Reports[j].Type.SharingCost.Sells
                && Size(round, buyer, j) > 0 && clusters[j] != clusters[buyer])
                eligible.Add(j);
        }

        return [.. eligible];
    }

    public static double Penalty(MarketRound round, int buyer, int seller) =>
        round.Lambda * round.Distance(buyer, seller) * Size(round, buyer, seller) / round.Reports[buyer].Type.Samples.Value;

    private double Size(int j) => Size(_round, _buyer, j);

    private double Penalty(int j) => Penalty(_round, _buyer, j);

    private double Cost(int j) => _round.Reports[j].Type.SharingCost.Value;

    /// <summary>√K/√(n − N) − √K/√n without cancellation: n − N is the sum of the others, which giants do not blur.</summary>
    private double Marginal(IEnumerable<int> active, int j)
    {
        var (size, others) = (Size(j), _round.Reports[_buyer].Type.Samples.Value + active.Where(k => k != j).Sum(Size));
        var (a, b) = (Math.Sqrt(others), Math.Sqrt(others + size));
        return Math.Sqrt(_scale) * size / (a * b * (a + b));
    }

    private void Run()
    {
        if (_scale <= 0) return;
        var active = Eligible(_round, _buyer).Where(j => Decide(Cost(j) + Penalty(j), Marginal([j], j)) < 0).ToList();
        var drops = new List<(int[] Active, double Score, int[] Pool)>();
        while (active.Count > 0)
        {
            var crowded = active.Where(j => active.Count(k => _clusters[k] == _clusters[j]) > 1).ToArray();
            var pool = crowded.Length > 0 ? crowded : [.. active];
            double Score(int j) => (Cost(j) + Penalty(j) - Marginal(active, j)) / Math.Pow(Size(j), 0.25);
            var first = pool.OrderByDescending(Score).ThenByDescending(j => j).First();
            foreach (var other in pool.Where(j => j != first && !Alike(j, first))) Decide(Score(first), Score(other));
            if (crowded.Length == 0 && Decide(Cost(first) + Penalty(first), Marginal(active, first)) <= 0) break;
            drops.Add(([.. active], Score(first), pool));
            active.Remove(first);
        }

        foreach (var j in active)
        {
            Prices[j] = Marginal(active, j) - Penalty(j);
            foreach (var drop in drops.Where(drop => drop.Pool.Contains(j)))
                Prices[j] = Math.Min(Prices[j], Marginal(drop.Active, j) + (drop.Score * Math.Pow(Size(j), 0.25)) - Penalty(j));
        }
    }

    private bool Alike(int a, int b) => Size(a).Equals(Size(b)) && Cost(a).Equals(Cost(b)) && Penalty(a).Equals(Penalty(b));

    private int Decide(double a, double b)
    {
        Margin = Math.Min(Margin, Math.Abs(a - b) / Math.Max(1e-300, Math.Abs(a) + Math.Abs(b)));
        return a.CompareTo(b);
    }
}
