namespace Ipfl.Market.Auditing;

/// <summary>
/// A buyer's offer to a seller: it buys below the cost <paramref name="Limit"/> and pays <paramref name="Payment"/>.
/// <paramref name="AtLimit"/> and <paramref name="AtTruth"/> tell whether it buys at exactly the limit and at the true cost. Limit and payment
/// are known to <paramref name="Rounding"/>.
/// </summary>
internal readonly record struct Offer(double Limit, double Payment, double Rounding, bool AtLimit, bool AtTruth);

/// <summary>The offers that sellers get, at all costs that they could report.</summary>
internal sealed class OffersMade
{
    private readonly MarketRound _round;
    private readonly int? _only;
    private readonly double[] _costs;

    private OffersMade(MarketRound round, int? only)
    {
        (_round, _only) = (round, only);
        _costs = [.. round.Reports.Select(report => report.Type.SharingCost.Value).Where(double.IsFinite).Append(0).Distinct().Order()];
    }

    /// <summary>
    /// All offers, or those to the seller <paramref name="only"/>, by seller, in the order of the buyers; those that no cost ≥ 0 could win
    /// are left out.
    /// </summary>
    public static List<Offer>[] Collect(MarketRound round, BuyerSweep sweep, AuditProgress progress, int? only = null)
    {
        var made = new OffersMade(round, only);
        var offers = new List<Offer>[round.Reports.Count];
        for (var i = 0; i < offers.Length; i++) offers[i] = [];
        sweep.Run(
            made.Of,
            (_, answers) =>
            {
                foreach (var (seller, offer) in answers) offers[seller].Add(offer);
                progress.BuyerDone();
            });
        return offers;
    }

    private List<(int Seller, Offer Offer)> Of(BuyerDesk desk, int buyer)
    {
        desk.Load(buyer);
        var offers = new List<(int, Offer)>();
        for (var position = 0; position < desk.Problem.Count; position++)
        {
            var seller = desk.Problem.Sellers[position];
            if (_only is { } only && seller != only) continue;
            var offer = To(desk, seller, position);
            if (offer.Limit > 0 || offer.AtLimit || offer.AtTruth) offers.Add((seller, offer));
        }

        return offers;
    }

    private Offer To(BuyerDesk desk, int seller, int position)
    {
        var size = desk.Problem.Sizes[position];
        var quote = desk.Quote(position, size, floor: 0);
        var atTruth = desk.Imports(position, size, _round.TrueTypeOf(seller).SharingCost.Value, quote);
        var near = desk.Near(position, size, 0, quote);
        return Tie(near, quote) is { } cost
            ? new(cost, quote.Payment, near, desk.Imports(position, size, cost, quote), atTruth)
            : new(quote.Limit, quote.Payment, near, false, atTruth);
    }

    /// <summary>
    /// The cost at which a tie decides, where somebody can hit it: where alike sellers stand one behind the other, it is the other's cost,
    /// or 0.
    /// </summary>
    private double? Tie(double near, Solving.Quote quote)
    {
        var above = Array.BinarySearch(_costs, quote.Limit - near);
        if (above < 0) above = ~above;
        return above < _costs.Length && _costs[above] <= quote.Limit + near ? _costs[above] : null;
    }
}
