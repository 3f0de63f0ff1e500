namespace Ipfl.Market.Solving;

/// <summary>p_ij = G(n) − G(n − N_j) − λ d_ij N_j/N_i with n the final total.</summary>
internal sealed class MarginalMechanism() : Mechanism("marginal")
{
    internal override IBuyerSolver CreateSolver(BuyerProblem problem) => new WalkSolver(problem, critical: false);

    internal override void Demand(bool exclusive, GainScale? referenceGain) => RefuseClusters(exclusive);
}

/// <summary>p_ij = G(T*) − G(T* − N_j) − λ d_ij N_j/N_i with T* the lowest threshold that is still imported.</summary>
internal sealed class CriticalMechanism() : Mechanism("critical")
{
    internal override IBuyerSolver CreateSolver(BuyerProblem problem) => new WalkSolver(problem, critical: true);

    internal override void Demand(bool exclusive, GainScale? referenceGain) => RefuseClusters(exclusive);
}

/// <summary>The greedy walk with payments that are the increment of the gain at the final total or at the critical threshold.</summary>
internal sealed class WalkSolver(BuyerProblem problem, bool critical) : IQuotingSolver
{
    private readonly GreedyWalk _walk = new(problem);

    public Purchase[] Solve(CancellationToken cancellation)
    {
        _walk.Run();
        var purchases = new Purchase[_walk.Accepted];
        for (var rank = 0; rank < purchases.Length; rank++) purchases[rank] = Price(_walk.At(rank));
        Array.Sort(purchases, (a, b) => a.Seller.CompareTo(b.Seller));
        return purchases;
    }

    public void Prepare(CancellationToken cancellation) => _walk.Run();

    public Quote Quote(int position, long size, double floor, CancellationToken cancellation)
    {
        var (headroom, penalty) = (_walk.CriticalHeadroom(position, size), problem.PenaltyOf(position, size));
        var limit = problem.Gain.Increment(problem.Scale, headroom, size) - penalty;
        return new(limit, critical ? limit : problem.Gain.Increment(problem.Scale, (double)_walk.TotalBeside(position, size), size) - penalty);
    }

    private Purchase Price(int position)
    {
        var size = problem.Sizes[position];
        var start = critical ? _walk.CriticalHeadroom(position, size) : (double)(_walk.Total - size);
        var increment = problem.Gain.Increment(problem.Scale, start, size);

        // Never below the cost in exact arithmetic; the maximum only takes off rounding.
        var payment = Math.Max(problem.CostOf(position), increment - problem.Penalties[position]);
        var threshold = problem.InSamples(_walk.Threshold(position));
        return new(problem.Sellers[position], payment, double.IsFinite(threshold) ? threshold : null);
    }
}
