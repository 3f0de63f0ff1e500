namespace Ipfl.Market.Solving;

/// <summary>S maximises the buyer's problem exactly; p_ij = c_j + W − W^(−j), W the optimal value and W^(−j) the one without j.</summary>
internal sealed class VcgMechanism() : Mechanism("vcg")
{
    internal override IBuyerSolver CreateSolver(BuyerProblem problem) =>
        problem.IsExclusive ? new ExclusiveVcgSolver(problem) : new VcgSolver(problem);
}

internal sealed class VcgSolver(BuyerProblem problem) : IQuotingSolver
{
    private readonly ExactSearch _search = new(problem);
    private readonly int[] _rankOf = new int[problem.Capacity];
    private Selection _chosen;
    private double _price;
    private double _loss;
    private (int Rank, Selection Best) _without;

    public Purchase[] Solve(CancellationToken cancellation)
    {
        problem.Budget.Renew();
        _search.Load();
        var chosen = _search.Solve(-1, cancellation);
        var purchases = new List<Purchase>();
        for (var rank = 0; rank < problem.Count; rank++)
        {
            if (chosen.Contains(rank)) purchases.Add(Price(chosen, rank, cancellation));
        }

        purchases.Sort((a, b) => a.Seller.CompareTo(b.Seller));
        return [.. purchases];
    }

    public void Prepare(CancellationToken cancellation)
    {
        problem.Budget.Renew();
        _search.Load();
        (_chosen, _without.Rank) = (_search.Solve(-1, cancellation), -1);
        (_price, _loss) = (_search.Price, _search.Loss);
        for (var rank = 0; rank < problem.Count; rank++) _rankOf[_search.Order[rank]] = rank;
    }

    /// <summary>
    /// The payment does not depend on the seller's cost: it is what the best set with the seller, got for nothing, is worth beyond the best
    /// set without it. The gain lies below its tangent, so a seller outside the chosen set adds at most its samples at the relaxation's
    /// price, and what the chosen set falls short of the relaxation: where that is below the floor, nothing needs to be searched.
    /// </summary>
    public Quote Quote(int position, long size, double floor, CancellationToken cancellation)
    {
        var rank = _rankOf[position];
        var most = (_price * size) + _loss - problem.PenaltyOf(position, size);
        if (most < floor && !_chosen.Contains(rank)) return new(most, most);
        problem.Budget.Renew();
        var without = Without(rank, cancellation);
        var with = _search.Solve(rank, problem.Own + size, cancellation);
        var limit = ValueOver(with, without, rank) - problem.PenaltyOf(position, size);
        return new(limit, limit);
    }

    private Selection Without(int rank, CancellationToken cancellation)
    {
        if (!_chosen.Contains(rank)) return _chosen;
        if (_without.Rank != rank) _without = (rank, _search.Solve(rank, cancellation));
        return _without.Best;
    }

    private Purchase Price(Selection chosen, int rank, CancellationToken cancellation)
    {
        var position = _search.Order[rank];
        var other = _search.Solve(rank, cancellation);
        var externality = ValueOver(chosen, other, rank) - _search.Order.Weight(rank);
        var cost = problem.CostOf(position);
        return new(problem.Sellers[position], cost + Math.Max(0, externality), null);
    }

    /// <summary>By how much one set is worth more than another, the seller of rank <paramref name="excluded"/> at no charge: formed from what differs alone.</summary>
    private double ValueOver(Selection set, Selection other, int excluded)
    {
        var (from, to) = (other.Total, set.Total);
        var difference = to >= from
            ? problem.Gain.Increment(problem.Scale, (double)from, (double)(to - from))
            : -problem.Gain.Increment(problem.Scale, (double)to, (double)(from - to));
        for (var rank = 0; rank < problem.Count; rank++)
        {
            var (here, there) = (set.Contains(rank, excluded), other.Contains(rank, excluded));
            if (here != there) difference += here ? -_search.Order.Weight(rank) : _search.Order.Weight(rank);
        }

        return difference;
    }
}
