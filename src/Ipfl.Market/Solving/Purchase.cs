namespace Ipfl.Market.Solving;

/// <summary>One import of one buyer: what it pays and, for the walks, the seller's threshold.</summary>
internal readonly record struct Purchase(int Seller, double Payment, double? Threshold);
