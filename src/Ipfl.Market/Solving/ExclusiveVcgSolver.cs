namespace Ipfl.Market.Solving;

/// <summary>`vcg` where a buyer may import at most one of a cluster: the same payments, at the best sets that keep to it.</summary>
internal sealed class ExclusiveVcgSolver(BuyerProblem problem) : IQuotingSolver
{
    private readonly ClusterSearch _search = new(problem);
    private SellerSet _chosen = null!;

    public Purchase[] Solve(CancellationToken cancellation)
    {
        Prepare(cancellation);
        return Array.ConvertAll(_chosen.Positions, position => Price(position, cancellation));
    }

    public void Prepare(CancellationToken cancellation)
    {
        problem.Budget.Renew();
        _chosen = _search.Solve(_ => true, problem.Own, cancellation);
    }

    /// <summary>What the best set with the seller, got for nothing, is worth beyond the best set without it; whoever is of its cluster is out of the former.</summary>
    public Quote Quote(int position, long size, double floor, CancellationToken cancellation)
    {
        problem.Budget.Renew();
        var without = Without(position, cancellation);
        var cluster = problem.ClusterOf(position);
        var others = _search.Solve(k => problem.ClusterOf(k) != cluster, problem.Own + size, cancellation);
        var limit = others.ValueOver(without, problem) - problem.PenaltyOf(position, size);
        return new(limit, limit);
    }

    private SellerSet Without(int position, CancellationToken cancellation) => _chosen.Positions.Contains(position)
        ? _search.Solve(k => k != position, problem.Own, cancellation)
        : _chosen;

    private Purchase Price(int position, CancellationToken cancellation)
    {
        var externality = _chosen.ValueOver(Without(position, cancellation), problem, free: position) - problem.Weights[position];
        return new(problem.Sellers[position], problem.CostOf(position) + Math.Max(0, externality), null);
    }
}
