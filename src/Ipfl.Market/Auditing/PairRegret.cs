namespace Ipfl.Market.Auditing;

/// <summary>What two sellers could gain together by false costs, beyond the truth of both: a lower bound, as only some costs were tried.</summary>
/// <param name="First">Index of the one.</param>
/// <param name="Second">Index of the other.</param>
/// <param name="Value">By how much the sum of their utilities could rise, ≥ 0.</param>
/// <param name="FirstCost">The cost that the one reports; +∞ for never to sell.</param>
/// <param name="SecondCost">The cost that the other reports.</param>
public readonly record struct PairRegret(int First, int Second, double Value, double FirstCost, double SecondCost);
