namespace Ipfl.Market.Solving;

/// <summary>How much of the objective that was to be had a graph has.</summary>
internal static class Efficiency
{
    /// <summary>Null where the optimum is not found within the budget.</summary>
    public static double? Of(MarketRound round, Outcome outcome, SolveOptions options, CancellationToken cancellation)
    {
        var truth = round.AtTruth();
        if (Optimum(truth, options, cancellation) is not { } optimum) return null;
        var graph = outcome.Edges.ToLookup(edge => edge.Buyer, edge => new Purchase(edge.Seller, edge.Payment, edge.Threshold));
        var objective = Accounting.Close(truth, outcome.Mechanism, [.. Enumerable.Range(0, outcome.Ids.Count).Select(buyer => graph[buyer].ToArray())]).Objective;

        // No graph is better than the best: what is above it comes from rounding.
        if (optimum > 0) return Math.Min(1, objective / optimum);
        return objective < 0 ? null : 1;
    }

    private static double? Optimum(MarketRound round, SolveOptions options, CancellationToken cancellation)
    {
        try
        {
            return Mechanism.Vcg.Solve(round, options with { Fallback = null, Efficiency = false }, cancellation).Objective;
        }
        catch (BudgetExceededException)
        {
            return null;
        }
    }
}
