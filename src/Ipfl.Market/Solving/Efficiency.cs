namespace Ipfl.Market.Solving;

/// <summary>How much of the objective that was to be had a graph has.</summary>
internal static class Efficiency
{
    /// <summary>Null where the optimum is not found within the budget, and where it is 0 and the objective below it.</summary>
    public static double? Of(MarketRound round, Outcome outcome, SolveOptions options, CancellationToken cancellation)
    {
        var truth = round.AtTruth();
        return Optimum(truth, options, cancellation) is { } optimum ? Share(truth, outcome, optimum) : null;
    }

    /// <summary>The share of the optimum that an outcome's graph has in a round of true reports.</summary>
    public static double? Share(MarketRound truth, Outcome outcome, double optimum)
    {
        var graph = outcome.Edges.ToLookup(edge => edge.Buyer, edge => new Purchase(edge.Seller, edge.Payment, edge.Threshold));
        var objective = Accounting.Close(truth, outcome.Mechanism, [.. Enumerable.Range(0, outcome.Ids.Count).Select(buyer => graph[buyer].ToArray())]).Objective;

        // No graph is better than the best: what is above it comes from rounding.
        if (optimum > 0) return Math.Min(1, objective / optimum);
        return objective < 0 ? null : 1;
    }

    /// <summary>The largest objective of any graph; null where it is not found within the budget.</summary>
    public static double? Optimum(MarketRound truth, SolveOptions options, CancellationToken cancellation)
    {
        try
        {
            return Mechanism.Vcg.Solve(truth, options with { Fallback = null, Efficiency = false }, cancellation).Objective;
        }
        catch (BudgetExceededException)
        {
            return null;
        }
    }
}
