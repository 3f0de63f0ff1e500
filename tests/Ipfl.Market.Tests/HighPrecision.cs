using System.Numerics;

namespace Ipfl.Market.Tests;

/// <summary>
/// An oracle in fixed-point integers of 320 binary places: the walk and the best set by the formulas of the specification, with thresholds
/// found by halving. Slow and plain on purpose.
/// </summary>
internal sealed class HighPrecision(MarketRound round, int buyer)
{
    private const int Places = 320;
    private static readonly BigInteger One = BigInteger.One << Places;
    private readonly BigInteger _scale = Fixed(round.Reports[buyer].Type.GainScale.Value);
    private readonly BigInteger _own = round.Reports[buyer].Type.Samples.Value;

    public int[] Walk()
    {
        if (_scale.IsZero) return [];
        var order = Others().Select(j => (j, threshold: Threshold(j))).OrderByDescending(x => x.threshold).ThenBy(x => x.j).ToArray();
        var total = _own;
        var set = new List<int>();
        foreach (var (j, threshold) in order)
        {
            if ((total + Size(j)) * One >= threshold) break;
            set.Add(j);
            total += Size(j);
        }

        return [.. set.Order()];
    }

    public int[] BestSet()
    {
        if (_scale.IsZero) return [];
        var sellers = Others().ToArray();
        (BigInteger Value, int[] Set) best = (BigInteger.Zero, []);
        for (var mask = 1; mask < 1 << sellers.Length; mask++)
        {
            var set = sellers.Where((_, k) => (mask >> k & 1) == 1).ToArray();
            var total = set.Aggregate(_own, (sum, j) => sum + Size(j));
            var value = RootOver(_own * One) - RootOver(total * One) - set.Aggregate(BigInteger.Zero, (sum, j) => sum + Weight(j));
            if (Precedes(value, set, best)) best = (value, set);
        }

        return best.Set;
    }

    /// <summary>Winners of the clock and what they are paid.</summary>
    public SortedDictionary<int, double> Clock()
    {
        var prices = new SortedDictionary<int, double>();
        if (_scale.IsZero) return prices;
        var active = Others().Where(j => Weight(j) < Marginal((_own + Size(j)) * One, j)).ToList();
        var total = active.Aggregate(_own, (sum, j) => sum + Size(j));
        var drops = new List<(BigInteger Total, int Dropped)>();
        while (active.Count > 0)
        {
            var first = active.Aggregate((a, b) => CompareScores(a, b, total) > 0 ? a : b);
            if (Weight(first) <= Marginal(total * One, first)) break;
            drops.Add((total, first));
            active.Remove(first);
            total -= Size(first);
        }

        foreach (var j in active)
        {
            var price = Marginal(total * One, j);
            foreach (var (n, d) in drops) price = BigInteger.Min(price, Marginal(n * One, j) + ((Weight(d) - Marginal(n * One, d)) * FourthRoot(j) / FourthRoot(d)));
            prices[j] = (double)(price - Weight(j) + Fixed(round.Reports[j].Type.SharingCost.Value)) * Math.Pow(2, -Places);
        }

        return prices;
    }

    private int CompareScores(int a, int b, BigInteger total)
    {
        var difference = ((Weight(a) - Marginal(total * One, a)) * FourthRoot(b)) - ((Weight(b) - Marginal(total * One, b)) * FourthRoot(a));
        return BigInteger.Abs(difference) > FourthRoot(a) * FourthRoot(b) >> (Places - 60) ? difference.Sign : a.CompareTo(b);
    }

    private BigInteger FourthRoot(int j) => Root(Root(Size(j) << (4 * Places)));

    /// <summary>√(K/(T−N)) − √(K/T).</summary>
    private BigInteger Marginal(BigInteger total, int j) => RootOver(total - (Size(j) * One)) - RootOver(total);

    /// <summary>Values that differ by less than the rounding of all terms are equal: then the smaller set, then the lower indices.</summary>
    private static bool Precedes(BigInteger value, int[] set, (BigInteger Value, int[] Set) best)
    {
        var difference = value - best.Value;
        if (BigInteger.Abs(difference) > BigInteger.One << 20) return difference.Sign > 0;
        if (set.Length != best.Set.Length) return set.Length < best.Set.Length;
        return set.Except(best.Set).Min() < best.Set.Except(set).Min();
    }

    private IEnumerable<int> Others() => Enumerable.Range(0, round.Reports.Count).Where(j => j != buyer);

    private BigInteger Size(int j) => round.Reports[j].Type.Samples.Value;

    private BigInteger Weight(int j) =>
        Fixed(round.Reports[j].Type.SharingCost.Value)
        + (Fixed(round.Lambda) * Fixed(round.Distance(buyer, j)) * Size(j) / (_own * One));

    /// <summary>T by halving: √(K/(T−N)) − √(K/T) falls from ∞ to 0 as T grows from N.</summary>
    private BigInteger Threshold(int j)
    {
        var (weight, size) = (Weight(j), Size(j) * One);
        if (weight.IsZero) return BigInteger.One << 2000;
        var (low, high) = (size, size * 2);
        while (Marginal(high) > weight) high = size + ((high - size) * 16);
        while (high - low > BigInteger.One << 60)
        {
            var middle = (low + high) >> 1;
            if (Marginal(middle) > weight) low = middle;
            else high = middle;
        }

        return low;

        BigInteger Marginal(BigInteger total) => RootOver(total - size) - RootOver(total);
    }

    /// <summary>√(K/total).</summary>
    private BigInteger RootOver(BigInteger total) => Root((_scale << (2 * Places)) / total);

    private static BigInteger Fixed(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        if (bits == 0) return BigInteger.Zero;
        var exponent = (int)(bits >> 52) - 1075 + Places;
        var mantissa = new BigInteger((bits & 0xF_FFFF_FFFF_FFFF) | (1L << 52));
        return exponent >= 0 ? mantissa << exponent : mantissa >> -exponent;
    }

    private static BigInteger Root(BigInteger value)
    {
        if (value.IsZero) return value;
        var guess = BigInteger.One << (int)((value.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = (guess + (value / guess)) >> 1;
            if (next >= guess) return guess;
            guess = next;
        }
    }
}
