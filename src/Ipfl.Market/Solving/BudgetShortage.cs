namespace Ipfl.Market.Solving;

/// <summary>
/// The first buyer for whom the budget did not suffice. Buyers behind it are passed over, those before it are still solved: which one it is
/// does not depend on the order in which threads come to them.
/// </summary>
internal sealed class BudgetShortage(MarketRound round, Mechanism mechanism)
{
    private readonly Lock _lock = new();
    private volatile BudgetExceededException? _first;

    /// <summary>Solves for a buyer, unless one before it has failed already.</summary>
    public void Guard(int buyer, Action solve)
    {
        if (_first is { } first && first.Buyer < buyer) return;
        try
        {
            solve();
        }
        catch (BudgetExceededException exceeded)
        {
            lock (_lock)
            {
                if (_first is null || buyer < _first.Buyer) _first = exceeded.For(mechanism.Name, buyer, round.Reports[buyer].Id);
            }
        }
    }

    public void ThrowIfAny()
    {
        if (_first is { } first) throw first;
    }
}
