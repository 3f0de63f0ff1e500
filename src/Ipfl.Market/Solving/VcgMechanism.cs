namespace Ipfl.Market.Solving;

/// <summary>S maximises the buyer's problem exactly; p_ij = c_j + W − W^(−j), W the optimal value and W^(−j) the one without j.</summary>
internal sealed class VcgMechanism() : Mechanism("vcg")
{
    internal override IBuyerSolver CreateSolver(BuyerProblem problem) => new VcgSolver(problem);
}

internal sealed class VcgSolver(BuyerProblem problem) : IBuyerSolver
{
    private readonly ExactSearch _search = new(problem);

    public Purchase[] Solve(CancellationToken cancellation)
    {
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

    private Purchase Price(Selection chosen, int rank, CancellationToken cancellation)
    {
        var position = _search.Order[rank];
        var externality = ValueOver(chosen, _search.Solve(rank, cancellation), rank);
        var cost = problem.CostOf(position);
        return new(problem.Sellers[position], cost + Math.Max(0, externality), null);
    }

    /// <summary>W − W^(−j), formed from what differs between the two sets alone.</summary>
    private double ValueOver(Selection chosen, Selection other, int excluded)
    {
        var (from, to) = (other.Total, chosen.Total);
        var difference = to >= from
            ? problem.Gain.Increment(problem.Scale, (double)from, (double)(to - from))
            : -problem.Gain.Increment(problem.Scale, (double)to, (double)(from - to));
        for (var rank = 0; rank < problem.Count; rank++)
        {
            var (here, there) = (chosen.Contains(rank), other.Contains(rank, excluded));
            if (here != there) difference += here ? -_search.Order.Weight(rank) : _search.Order.Weight(rank);
        }

        return difference;
    }
}
