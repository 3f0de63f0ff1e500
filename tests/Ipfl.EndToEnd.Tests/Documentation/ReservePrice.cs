using Ipfl.Market;

namespace Ipfl.EndToEnd.Tests.Documentation;

/// <summary><c>vcg</c> in which no model is sold for less than a reserve price.</summary>
/// <param name="reserve">The least payment for a model, ≥ 0.</param>
public sealed class ReservePrice(double reserve) : CustomMechanism("reserve-price")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<Import> Decide(BuyerMarket market, CancellationToken cancellation) =>
        Vcg.Choose(market.WithCosts(offer => Math.Max(offer.Cost.Value, reserve)), cancellation);
}
