namespace Ipfl.Market.Solving;

/// <summary>p_ij = G(n) − G(n − N_j) − λ d_ij N_j/N_i with n the final total.</summary>
internal sealed class MarginalMechanism() : Mechanism("marginal")
{
    internal override IBuyerSolver CreateSolver(BuyerProblem problem) =>
        new WalkSolver(problem, (walk, position) => (double)(walk.Total - problem.Sizes[position]));
}

/// <summary>p_ij = G(T*) − G(T* − N_j) − λ d_ij N_j/N_i with T* the lowest threshold that is still imported.</summary>
internal sealed class CriticalMechanism() : Mechanism("critical")
{
    internal override IBuyerSolver CreateSolver(BuyerProblem problem) =>
        new WalkSolver(problem, (walk, position) => walk.CriticalHeadroom(position));
}

/// <summary>The greedy walk with payments that are the increment of the gain from <paramref name="start"/> on.</summary>
internal sealed class WalkSolver(BuyerProblem problem, Func<GreedyWalk, int, double> start) : IBuyerSolver
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

    private Purchase Price(int position)
    {
        var increment = problem.Gain.Increment(problem.Scale, start(_walk, position), problem.Sizes[position]);

        // Never below the cost in exact arithmetic; the maximum only takes off rounding.
        var payment = Math.Max(problem.CostOf(position), increment - problem.Penalties[position]);
        var threshold = _walk.Threshold(position);
        return new(problem.Sellers[position], payment, double.IsFinite(threshold) ? threshold : null);
    }
}
