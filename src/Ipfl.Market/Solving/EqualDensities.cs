using System.Numerics;
using Ipfl.Market.Exact;

namespace Ipfl.Market.Solving;

/// <summary>
/// The core where all its sellers have exactly one density: then a set's value depends on its total alone and is strictly concave in it, so
/// that the best total is one of those next to the optimum of the relaxation, and of its sets the tie rule decides. What would be a tree
/// over all subsets is a table of totals.
/// </summary>
internal sealed class EqualDensities(BuyerProblem problem, DensityOrder order)
{
    /// <summary>A table of 128 MiB.</summary>
    private const long MostCells = 1L << 26;

    /// <summary>A branch of the tree takes as long as so many cells.</summary>
    private const int CellsPerBranch = 1024;

    /// <summary>Below it an optimum in float64 is off by far less than one sample.</summary>
    private const double LargestTotal = 1L << 40;

    /// <summary>How many totals on each side may be the best, though the optimum is rounded.</summary>
    private const int Neighbours = 2;

    private readonly FewestSellers _table = new();
    private int[] _ranks = [];

    /// <summary>The sets that may be the best, by the ranks that they take of the core; none where this is no such core, or too large a table.</summary>
    /// <param name="core">Ranks of the sellers about whom the relaxation does not decide.</param>
    /// <param name="least">The buyer's total if it takes none of them.</param>
    /// <param name="optimum">The total at which the relaxation is best.</param>
    /// <param name="cancellation">Stops the search.</param>
    public IReadOnlyList<int[]> Candidates(List<int> core, Int128 least, double optimum, CancellationToken cancellation)
    {
        if (core.Count < 2 || !AreEqual(core)) return [];
        _ranks = [.. core.OrderBy(rank => order[rank])];
        var unit = (long)_ranks.Aggregate(BigInteger.Zero, (divisor, rank) => BigInteger.GreatestCommonDivisor(divisor, order.Size(rank)));
        var sum = _ranks.Aggregate(Int128.Zero, (total, rank) => total + order.Size(rank));
        if ((double)(least + sum) > LargestTotal) return [];

        var at = Math.Clamp((optimum - (double)least) / unit, 0, (double)sum / unit);
        var most = _ranks.Max(order.Size) / unit;
        var largest = Math.Min((long)(sum / unit), (long)at + (Neighbours * most) + 1);
        if ((largest + 1) * (core.Count + 1.0) > Math.Min(MostCells, Math.Pow(2, core.Count) * CellsPerBranch)) return [];

        _table.Tabulate([.. _ranks.Select(rank => (int)(order.Size(rank) / unit))], (int)largest, cancellation);
        return [.. Totals((int)at, (int)largest).Select(total => _table.SetOf(total).Select(k => _ranks[k]).ToArray())];
    }

    private IEnumerable<int> Totals(int at, int largest) =>
        Enumerable.Range(0, at + 1).Reverse().Where(_table.Reaches).Take(Neighbours)
            .Concat(Enumerable.Range(at + 1, largest - at).Where(_table.Reaches).Take(Neighbours));

    private bool AreEqual(List<int> core)
    {
        var first = core[0];
        foreach (var rank in core)
            if (Math.Abs(order.Density(rank) - order.Density(first)) > 1e-14 * order.Density(first)) return false;
        return core.TrueForAll(rank => rank == first || Scaled(rank, by: first).CompareTo(Scaled(first, by: rank)) == 0);
    }

    private Fraction Scaled(int rank, int by) => problem.ExactWeight(order[rank]) * Fraction.Whole(order.Size(by));
}
