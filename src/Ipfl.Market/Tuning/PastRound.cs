namespace Ipfl.Market.Tuning;

/// <summary>A round of the past: the market as it was, and what trades turned out to be worth.</summary>
/// <param name="Market">The market.</param>
/// <param name="Realised">By buyer and seller, as indices of the market, the gain that was measured of that trade alone, in money: negative where it did harm.</param>
public sealed record PastRound(MarketRound Market, IReadOnlyDictionary<(int Buyer, int Seller), double> Realised);
