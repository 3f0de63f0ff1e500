namespace Ipfl.Market.Solving;

/// <summary>Chooses and prices the imports of the buyer that is loaded into its <see cref="BuyerProblem"/>.</summary>
internal interface IBuyerSolver
{
    /// <summary>The purchases, in ascending order of seller.</summary>
    Purchase[] Solve(CancellationToken cancellation);
}
