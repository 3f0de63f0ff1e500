namespace Ipfl.Market.Solving;

/// <summary>Chooses and prices the imports of the buyer that is loaded into its <see cref="BuyerProblem"/>.</summary>
internal interface IBuyerSolver
{
    /// <summary>The purchases, in ascending order of seller.</summary>
    Purchase[] Solve(CancellationToken cancellation);

    /// <summary>Gets ready for <see cref="Quote"/>; to be repeated whenever the problem changes.</summary>
    void Prepare(CancellationToken cancellation);

    /// <summary>
    /// How the buyer would answer the seller at <paramref name="position"/> if it reported <paramref name="size"/> samples, for all its
    /// costs at once. A limit below <paramref name="floor"/> may be given too high, but never at or above it.
    /// </summary>
    Quote Quote(int position, long size, double floor, CancellationToken cancellation);
}
