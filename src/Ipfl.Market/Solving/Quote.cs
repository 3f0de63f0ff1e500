namespace Ipfl.Market.Solving;

/// <summary>
/// A buyer's answer to every cost that a seller could report, all else fixed: it imports below <paramref name="Limit"/>, not above, and
/// pays <paramref name="Payment"/> whatever the cost was. A limit ≤ 0 means never.
/// </summary>
internal readonly record struct Quote(double Limit, double Payment);
