namespace Ipfl.Market.Solving;

/// <summary>A solver that knows how its buyer answers a seller at every cost, which makes audits exact in cost and quick.</summary>
internal interface IQuotingSolver : IBuyerSolver
{
    /// <summary>Gets ready for <see cref="Quote"/>; to be repeated whenever the problem changes.</summary>
    void Prepare(CancellationToken cancellation);

    /// <summary>
    /// How the buyer would answer the seller at <paramref name="position"/> if it reported <paramref name="size"/> samples, for all its
    /// costs at once. A limit below <paramref name="floor"/> may be given too high, but never at or above it.
    /// </summary>
    Quote Quote(int position, long size, double floor, CancellationToken cancellation);
}
