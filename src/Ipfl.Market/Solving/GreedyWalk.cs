namespace Ipfl.Market.Solving;

/// <summary>
/// The published graph rule: sellers by threshold descending; import while n + N_j &lt; T_j, stop at the first failure. Kept: the order, the
/// total, and how many were accepted.
/// </summary>
internal sealed class GreedyWalk(BuyerProblem problem)
{
    private readonly WalkOrder _order = new(problem.Capacity);

    /// <summary>How many sellers are imported: those of rank 0 … Accepted − 1.</summary>
    public int Accepted { get; private set; }

    /// <summary>n after the walk: the buyer's own samples and all imported ones.</summary>
    public Int128 Total { get; private set; }

    public int At(int rank) => _order.At(rank);

    public double Threshold(int position) => _order.Threshold(position);

    public void Run()
    {
        _order.Load(problem);
        (Accepted, Total) = (0, problem.Own);
        while (Accepted < _order.Count && Accepts(Total, _order.At(Accepted))) Total += problem.Sizes[_order.At(Accepted++)];
    }

    /// <summary>
    /// The lowest threshold T* with which the seller at <paramref name="position"/>, were its samples N_j = <paramref name="size"/>, would
    /// still be imported, all else fixed: walking the others, min over k of max(T of the next one, n_k + N_j). T falls and n_k + N_j rises with k, so the walk may end where they cross.
    /// Returned as T* − N_j, the total that the seller is added to.
    /// </summary>
    public double CriticalHeadroom(int position, long size)
    {
        var lowest = double.PositiveInfinity;
        Int128 total = problem.Own;
        for (var rank = 0; ; rank++)
        {
            if (rank < _order.Count && _order.At(rank) == position) rank++;
            if (rank >= _order.Count) return Math.Min(lowest, (double)total);
            var next = _order.At(rank);
            lowest = Math.Min(lowest, Math.Max(_order.ThresholdLess(next, size), (double)total));
            if (_order.ThresholdLess(next, size) <= (double)total || !Accepts(total, next)) return lowest;
            total += problem.Sizes[next];
        }
    }

    /// <summary>
    /// The total of all but the seller at <paramref name="position"/> once it is imported with <paramref name="size"/> samples. The others
    /// are accepted while n_k + N_j &lt; T_k; as n_k rises and T_k falls along the walk, it does not matter before whom the seller stands.
    /// </summary>
    public Int128 TotalBeside(int position, long size)
    {
        Int128 total = problem.Own;
        for (var rank = 0; rank < _order.Count; rank++)
        {
            var next = _order.At(rank);
            if (next == position) continue;
            if (!Accepts(total + size, next)) break;
            total += problem.Sizes[next];
        }

        return total;
    }

    private bool Accepts(Int128 total, int position) => problem.Weights[position] <= 0 || problem.CompareIncrement(total, position) > 0;
}
