using System.Numerics;
using Ipfl.Market.Exact;

namespace Ipfl.Market.Solving;

/// <summary>
/// Those of the core whose densities are equal or all but equal, as those of copies of one model are: what would be a tree over all their
/// subsets is a table of totals. A set's loss is the gap of its total under the tangent of their density ρ, which is strictly convex, and the
/// excess Σ (w_j − ρ N_j), which is tiny: so only totals next to the optimum at ρ can be the best. Of the sets of one total the one with the
/// least exact excess is tabulated, then the fewest sellers, then the lowest indices.
/// </summary>
internal sealed class EqualDensities(BuyerProblem problem, DensityOrder order)
{
    /// <summary>What a solve has time for.</summary>
    private const long MostCells = 1L << 26;

    /// <summary>A branch takes as long as looking at so many totals.</summary>
    private const int UnitsPerNode = 16;

    /// <summary>Below it totals are exact in float64 and rounding is far less than one sample.</summary>
    private const double LargestTotal = 1L << 40;

    /// <summary>Densities that differ by more than this share of them let the tree be pruned.</summary>
    private const double Nearness = 1e-6;

    /// <summary>How far a gap in float64 may be off, as a share of it and of what its samples weigh.</summary>
    private const double GapError = 1e-13;

    private readonly TotalsTable<int> _ofInt = new();
    private readonly TotalsTable<long> _ofLong = new();
    private readonly TotalsTable<Int128> _ofInt128 = new();
    private ITotalsTable _table = null!;
    private int[] _ranks = [];
    private long _unit;
    private int _largest;
    private double _density;
    private double _optimum;
    private double _excessUnit;
    private double _mostExcess;

    /// <summary>Whether there are such sellers.</summary>
    public bool Any => _ranks.Length > 0;

    /// <summary>Takes the most sellers of one density out of the core, if a table of their totals is quicker than the tree.</summary>
    /// <param name="core">Ranks of the sellers about whom the relaxation does not decide, ascending.</param>
    /// <param name="least">The buyer's total if it takes none of the core.</param>
    /// <param name="most">The buyer's total if it takes all of it.</param>
    /// <param name="cancellation">Stops the search.</param>
    public void TakeFrom(List<int> core, Int128 least, Int128 most, CancellationToken cancellation)
    {
        _ranks = [];
        var (from, count) = LongestRun(core);
        if (count < 2 || (double)most > LargestTotal) return;

        _density = order.Density(core[from]);
        _optimum = problem.Gain.TotalAtSlope(problem.Scale, _density);
        int[] ranks = [.. core.Slice(from, count)];
        Array.Sort(Array.ConvertAll(ranks, rank => order[rank]), ranks);
        _unit = ranks.Aggregate(0L, (divisor, rank) => CommonDivisor(divisor, order.Size(rank)));
        var sum = ranks.Sum(rank => order.Size(rank) / _unit);

        // Beyond the optimum by twice the largest seller, a set is better without any one of its own: the slope, which falls at least as fast
        // as 1/n, has fallen below ρ by more than densities differ.
        var wanted = Math.Clamp((_optimum - (double)least) / _unit, 0, sum);
        var largest = Math.Min(sum, (long)wanted + (2 * ranks.Max(rank => order.Size(rank) / _unit)) + (long)(2 * Nearness * _optimum / _unit) + 1);
        var cells = (largest + 1) * (count + 1.0);
        if (cells > Math.Min(MostCells, SearchBudget.CellsPerNode * Math.Min(Math.Pow(2, count), problem.Budget.Left))) return;
        problem.Spend((long)(cells / SearchBudget.CellsPerNode));
        if (!Tabulate(ranks, (int)largest, cancellation)) return;

        (_ranks, _largest) = (ranks, (int)largest);
        core.RemoveRange(from, count);
    }

    /// <summary>The sets that may be the best beside what a branch has of the other sellers, by the ranks that they toggle.</summary>
    /// <param name="total">The branch's total.</param>
    /// <param name="prefix">The first rank that the relaxation leaves out.</param>
    public IEnumerable<int[]> Toggles(Int128 total, int prefix)
    {
        foreach (var rank in _ranks)
            if (rank < prefix) total -= order.Size(rank);
        return Totals((double)total).Select(units => Toggled(_table.SetOf(units).Select(k => _ranks[k]).ToHashSet(), prefix));
    }

    private int[] Toggled(HashSet<int> taken, int prefix) => [.. _ranks.Where(rank => taken.Contains(rank) != rank < prefix)];

    private (int From, int Count) LongestRun(List<int> core)
    {
        var longest = (From: 0, Count: 0);
        for (var from = 0; from < core.Count;)
        {
            var to = from + 1;
            while (to < core.Count && order.Density(core[to]) <= order.Density(core[from]) * (1 + Nearness)) to++;
            if (to - from > longest.Count) longest = (from, to - from);
            from = to;
        }

        return longest;
    }

    private static long CommonDivisor(long a, long b)
    {
        while (b != 0) (a, b) = (b, a % b);
        return a;
    }

    /// <summary>Keys put the excess before the number of sellers. False where they are too long for any table.</summary>
    private bool Tabulate(int[] ranks, int largest, CancellationToken cancellation)
    {
        var excesses = Excesses(ranks);
        BigInteger[] keys = [.. excesses.Select(excess => (excess * (ranks.Length + 1)) + 1)];
        var magnitude = keys.Aggregate(BigInteger.Zero, (sum, key) => sum + BigInteger.Abs(key));
        if (TotalsTable<int>.Holds(magnitude)) _table = _ofInt;
        else if (TotalsTable<long>.Holds(magnitude)) _table = _ofLong;
        else if (TotalsTable<Int128>.Holds(magnitude)) _table = _ofInt128;
        else return false;

        _mostExcess = _excessUnit * (double)magnitude;
        _table.Tabulate([.. ranks.Select(rank => (int)(order.Size(rank) / _unit))], keys, largest, cancellation);
        return true;
    }

    /// <summary>w_j − ρ N_j with ρ the exact density of the first, in the largest unit that divides them all.</summary>
    private BigInteger[] Excesses(int[] ranks)
    {
        _excessUnit = 0;
        var (first, excesses) = (order[ranks[0]], new Dyadic[ranks.Length]);
        for (var k = 1; k < ranks.Length; k++)
        {
            var position = order[ranks[k]];
            excesses[k] = problem.Alike(first, position)
                ? Dyadic.Zero
                : (problem.ExactWeight(position) * problem.Sizes[first]) - (problem.ExactWeight(first) * problem.Sizes[position]);
        }

        var others = excesses.Where(excess => !excess.Mantissa.IsZero).ToArray();
        if (others.Length == 0) return new BigInteger[ranks.Length];
        var exponent = others.Min(excess => excess.Exponent);
        var unit = others.Aggregate(BigInteger.Zero, (divisor, excess) => BigInteger.GreatestCommonDivisor(divisor, excess.InUnitsOf(exponent)));
        _excessUnit = Math.ScaleB((double)unit, exponent) / problem.Sizes[first] / (double)problem.Own / (ranks.Length + 1);
        return [.. excesses.Select(excess => excess.Mantissa.IsZero ? BigInteger.Zero : excess.InUnitsOf(exponent) / unit)];
    }

    /// <summary>The totals, in units, whose least loss is within rounding of the best, for a buyer that has <paramref name="least"/> samples without them.</summary>
    private List<int> Totals(double least)
    {
        var at = (int)Math.Clamp((_optimum - least) / _unit, 0, _largest);
        var (best, found) = (double.PositiveInfinity, new List<(int Units, double Loss)>());
        for (var units = at; units >= 0 && Admit(units); units--)
        {
        }

        for (var units = at + 1; units <= _largest && Admit(units); units++)
        {
        }

        return [.. found.Where(candidate => candidate.Loss <= best).Select(candidate => candidate.Units)];

        // False where this total and those beyond are too far from the optimum.
        bool Admit(int units)
        {
            if (units % UnitsPerNode == 0) problem.Spend(1);
            var total = least + ((double)units * _unit);
            var gap = problem.Gain.TangentGap(problem.Scale, _optimum, total);
            var error = (GapError * (gap + (_density * Math.Abs(total - _optimum)))) + (_excessUnit * (_ranks.Length + 1));
            if (gap - error - _mostExcess > best) return false;
            if (!_table.Reaches(units)) return true;
            var loss = gap + (_excessUnit * _table.Least(units));
            found.Add((units, loss - error));
            best = Math.Min(best, loss + error);
            return true;
        }
    }
}
