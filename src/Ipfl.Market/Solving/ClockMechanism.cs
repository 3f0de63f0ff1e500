namespace Ipfl.Market.Solving;

/// <summary>A deferred-acceptance auction per buyer; a winner is paid the cost up to which it would have won.</summary>
internal sealed class ClockMechanism() : Mechanism("clock")
{
    internal override IBuyerSolver CreateSolver(BuyerProblem problem) => new ClockSolver(problem);
}

internal sealed class ClockSolver(BuyerProblem problem) : IQuotingSolver
{
    private readonly ClockAuction _auction = new(problem);
    private readonly List<Purchase> _purchases = [];

    public Purchase[] Solve(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _auction.Run();
        _purchases.Clear();
        for (var j = 0; j < problem.Count; j++)
        {
            if (_auction.Wins(j)) _purchases.Add(new(problem.Sellers[j], _auction.PriceOf(j), null));
        }

        return [.. _purchases];
    }

    public void Prepare(CancellationToken cancellation)
    {
    }

    /// <summary>The seller is kept in the auction, and what it would be paid at the end is also the cost up to which it would have stayed by itself.</summary>
    public Quote Quote(int position, long size, double floor, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var (reported, cost) = (problem.Sizes[position], problem.CostOf(position));
        if (size != reported) problem.Replace(position, size, cost);
        _auction.Run(kept: position);
        var price = _auction.PriceOf(position);
        if (size != reported) problem.Replace(position, reported, cost);
        return new(price, price);
    }
}
