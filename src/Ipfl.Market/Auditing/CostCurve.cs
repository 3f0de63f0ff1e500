namespace Ipfl.Market.Auditing;

/// <summary>
/// A range of reported costs over which a participant's utility is constant. A single cost, <paramref name="From"/> = <paramref name="To"/>,
/// is one at which some ties are won and others lost.
/// </summary>
/// <param name="From">Where it begins, ≥ 0.</param>
/// <param name="To">Where it ends; +∞ for the last. At the very ends of a range a tie decides which of the two applies.</param>
/// <param name="Sales">How many buyers it sells to.</param>
/// <param name="Utility">Its utility there, by its true type.</param>
public readonly record struct CostPiece(double From, double To, int Sales, double Utility);

/// <summary>A participant's utility as a function of the cost that it reports: exactly the pieces, ascending, without gaps from 0 to +∞.</summary>
/// <param name="AtTruth">Its utility when it reports its true cost.</param>
/// <param name="Pieces">The pieces.</param>
public sealed record CostCurve(double AtTruth, IReadOnlyList<CostPiece> Pieces)
{
    // Limits that agree to this are one: they differ by rounding.
    private const double SameLimit = 1e-12;

    /// <summary>From the offers to a seller of that true cost, whose purchases are worth <paramref name="purchases"/> to it: those don't depend on its cost.</summary>
    internal static CostCurve Of(double trueCost, double purchases, IReadOnlyList<Offer> offers)
    {
        Offer[] falling = [.. offers.OrderByDescending(offer => offer.Limit)];
        var pieces = new List<CostPiece>();
        var (to, utility, next) = (double.PositiveInfinity, purchases, 0);
        while (next < falling.Length && falling[next].Limit > 0)
        {
            var limit = falling[next].Limit;
            pieces.Add(new(limit, to, next, utility));
            var alike = falling.Skip(next).TakeWhile(offer => offer.Limit >= limit * (1 - SameLimit)).ToArray();
            var won = alike.Where(offer => offer.AtLimit).ToArray();
            if (won.Length > 0 && won.Length < alike.Length) pieces.Add(new(limit, limit, next + won.Length, utility + Worth(won, trueCost)));
            (to, utility, next) = (limit, utility + Worth(alike, trueCost), next + alike.Length);
        }

        pieces.Add(new(0, to, next, utility));
        Offer[] forNothing = [.. falling.Skip(next).Where(offer => offer.AtLimit)];
        if (forNothing.Length > 0) pieces.Add(new(0, 0, next + forNothing.Length, utility + Worth(forNothing, trueCost)));
        pieces.Reverse();
        return new(purchases + Worth(offers.Where(offer => offer.AtTruth), trueCost), pieces);
    }

    private static double Worth(IEnumerable<Offer> offers, double trueCost) => offers.Sum(offer => offer.Payment - trueCost);
}
