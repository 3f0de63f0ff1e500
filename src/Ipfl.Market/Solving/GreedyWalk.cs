namespace Ipfl.Market.Solving;

/// <summary>
/// The published graph rule: sellers by threshold descending; import while n + N_j &lt; T_j, stop at the first failure. Kept: the order, how
/// many were accepted, and for each number of steps the total and the lowest thresholds so far.
/// </summary>
internal sealed class GreedyWalk(BuyerProblem problem)
{
    private const int Nobody = -1;

    private readonly WalkOrder _order = new(problem.Capacity);
    private readonly int[] _rankOf = new int[problem.Capacity];
    private readonly Int128[] _totals = new Int128[problem.Capacity + 1];
    private readonly (int Lowest, int Next)[] _lowest = new (int, int)[problem.Capacity + 1];

    /// <summary>How many sellers are imported: those of rank 0 … Accepted − 1.</summary>
    public int Accepted { get; private set; }

    /// <summary>n after the walk: the buyer's own samples and all imported ones.</summary>
    public Int128 Total { get; private set; }

    public int At(int rank) => _order.At(rank);

    public double Threshold(int position) => _order.Threshold(position);

    public void Run()
    {
        _order.Load(problem);
        _rankOf.AsSpan(0, _order.Count).Fill(int.MaxValue);
        (Accepted, Total) = (0, problem.Own);
        (_totals[0], _lowest[0]) = (Total, (Nobody, Nobody));
        while (Accepted < _order.Count && _order.At(Accepted) is var next && Accepts(Total, next))
        {
            _rankOf[next] = Accepted++;
            Total += problem.Sizes[next];
            (_totals[Accepted], _lowest[Accepted]) = (Total, WithOneMore(_lowest[Accepted - 1], next));
        }
    }

    /// <summary>
    /// The lowest threshold T* with which the seller at <paramref name="position"/>, were its samples N_j = <paramref name="size"/>, would
    /// still be imported, all else fixed: walking the others, min over k of max(T of the next one, n_k + N_j). T falls and n_k + N_j rises with k, so the walk may end where they cross.
    /// Returned as T* − N_j, the total that the seller is added to. As far as the buyer's own walk went, they are searched for where they cross.
    /// </summary>
    public double CriticalHeadroom(int position, long size)
    {
        var rank = FirstCrossing(position, size);
        var (lowest, total) = (LowestLess(rank, position, size), TotalWithout(rank, position));
        for (; ; rank++)
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

    /// <summary>The first step of the walk at which the lowest threshold so far, less <paramref name="size"/>, is not above the total.</summary>
    private int FirstCrossing(int position, long size)
    {
        var (low, high) = (0, Accepted);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (LowestLess(middle + 1, position, size) <= (double)TotalWithout(middle, position)) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    /// <summary>The lowest T − <paramref name="size"/> of the first <paramref name="steps"/> accepted but <paramref name="position"/>; ∞ of nobody.</summary>
    private double LowestLess(int steps, int position, long size)
    {
        var (lowest, next) = _lowest[steps];
        if (lowest == position) lowest = next;
        return lowest == Nobody ? double.PositiveInfinity : _order.ThresholdLess(lowest, size);
    }

    /// <summary>The buyer's total after so many steps of its walk if it left <paramref name="position"/> out.</summary>
    private Int128 TotalWithout(int steps, int position) => _rankOf[position] < steps ? _totals[steps] - problem.Sizes[position] : _totals[steps];

    private (int Lowest, int Next) WithOneMore((int Lowest, int Next) two, int position)
    {
        if (two.Lowest == Nobody || _order.IsLower(position, two.Lowest)) return (position, two.Lowest);
        return two.Next == Nobody || _order.IsLower(position, two.Next) ? (two.Lowest, position) : two;
    }

    private bool Accepts(Int128 total, int position) => problem.Weights[position] <= 0 || problem.CompareIncrement(total, position) > 0;
}
