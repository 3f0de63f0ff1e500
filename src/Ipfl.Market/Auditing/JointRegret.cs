namespace Ipfl.Market.Auditing;

/// <summary>
/// What a false cost together with a false gain scale could bring. A participant's cost decides what it sells and its gain scale what it
/// buys, neither both: so the best joint lie is the best lie in each, and the two regrets add up. The regret in gain scale counts model
/// preference here, λ d_ij N_j/N_i for each import, as the buyer's choice does: that is the utility by which <c>reference</c> is truthful.
/// With λ = 0 it is money alone.
/// </summary>
/// <param name="Value">The most that was found, ≥ 0.</param>
/// <param name="Cost">The cost reported; +∞ for never to sell.</param>
/// <param name="GainScale">The gain scale reported.</param>
public readonly record struct JointRegret(double Value, double Cost, double GainScale);
