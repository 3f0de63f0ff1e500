namespace Ipfl.Market.Tuning;

/// <summary>What an operator should set, by what the past rounds show.</summary>
/// <param name="Mechanism">The mechanism.</param>
/// <param name="ReferenceGain">K̃, should it be <c>reference</c>; null where nobody buys.</param>
/// <param name="Lambda">λ as a multiple of the rounds' own.</param>
/// <param name="ExclusiveDistance">ε.</param>
/// <param name="Reasons">Why, a line each: the mechanism, K̃, λ, ε.</param>
public sealed record Recommendation(string Mechanism, double? ReferenceGain, double Lambda, double ExclusiveDistance, IReadOnlyList<string> Reasons);
