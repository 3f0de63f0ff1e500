namespace Ipfl.Market.Tests;

/// <summary>The oracle for one buyer's problem: tries every set of eligible sellers, by the formulas as they stand in the specification.</summary>
internal static class BruteForce
{
    public static (double Value, int[] Set) Best(MarketRound round, int buyer, int excluded = -1)
    {
        var sellers = Eligible(round, buyer).Where(j => j != excluded).ToArray();
        (double Value, int[] Set) best = (0, []);
        for (var mask = 1; mask < 1 << sellers.Length; mask++)
        {
            var set = sellers.Where((_, k) => (mask >> k & 1) == 1).ToArray();
            var value = Value(round, buyer, set);

            // Ties come out within rounding: the smaller set, then the lower indices.
            var tie = 1e-12 * Math.Max(1, Math.Abs(value));
            if (value > best.Value + tie || (Math.Abs(value - best.Value) <= tie && Comes(set, best.Set))) best = (value, set);
        }

        return best;
    }

    public static double Value(MarketRound round, int buyer, IReadOnlyList<int> set)
    {
        var own = round.Reports[buyer].Type;
        var total = (double)own.Samples.Value;
        var weights = 0.0;
        foreach (var j in set)
        {
            var seller = round.Reports[j].Type;
            total += seller.Samples.Value;
            weights += seller.SharingCost.Value + (round.Lambda * round.Distance(buyer, j) * seller.Samples.Value / own.Samples.Value);
        }

        return Math.Sqrt(own.GainScale.Value / own.Samples.Value) - Math.Sqrt(own.GainScale.Value / total) - weights;
    }

    private static IEnumerable<int> Eligible(MarketRound round, int buyer) =>
        Enumerable.Range(0, round.Reports.Count).Where(j =>
            j != buyer
            && round.Reports[buyer].Type.GainScale.Buys
            && round.Reports[j].Type.SharingCost.Sells
            && round.Distance(buyer, j) <= round.MaxDistance);

    private static bool Comes(int[] a, int[] b)
    {
        if (a.Length != b.Length) return a.Length < b.Length;
        for (var k = 0; k < a.Length; k++)
        {
            if (a[k] != b[k]) return a[k] < b[k];
        }

        return false;
    }
}
