namespace Ipfl.Market;

/// <summary>
/// An exact solve used up its budget: some buyer's sellers are so alike per sample that nearly all of their subsets would have to be tried.
/// The message, one line, names the buyer and what helps.
/// </summary>
public sealed class BudgetExceededException : Exception
{
    internal BudgetExceededException(string mechanism, int buyer, string? id, long budget)
        : base(
            $"mechanism \"{mechanism}\": the budget of {budget} nodes does not suffice for buyer {(id is null ? buyer.ToString() : $"\"{id}\"")}, "
            + "whose sellers are alike or nearly alike per sample; use the mechanism clock, which searches nothing, as mechanism or as fallback, or a larger budget") =>
        (Mechanism, Buyer, Budget) = (mechanism, buyer, budget);

    /// <summary>Name of the mechanism.</summary>
    public string Mechanism { get; }

    /// <summary>Index of the buyer: of several the lowest.</summary>
    public int Buyer { get; }

    /// <summary>The budget that did not suffice, in nodes.</summary>
    public long Budget { get; }

    internal BudgetExceededException For(string mechanism, int buyer, string? id) => new(mechanism, buyer, id, Budget);
}
