namespace Ipfl.Market.Tuning;

/// <summary>Terms that past rounds are solved under.</summary>
/// <param name="Mechanism">The mechanism.</param>
/// <param name="Lambda">λ as a multiple of the round's own.</param>
/// <param name="Reference">K̃ as a multiple of the round's own, or where it states none of the median gain scale reported in the round before it.</param>
/// <param name="ExclusiveDistance">ε; null is the round's own. The walks know none and are solved without.</param>
public sealed record TriedTerms(Mechanism Mechanism, double Lambda = 1, double Reference = 1, double? ExclusiveDistance = null);

/// <summary>What came of past rounds under terms: means over the rounds.</summary>
/// <param name="Terms">The terms.</param>
/// <param name="Efficiency">The objective, at the round's own λ, over the largest that the same exclusivity allows; null where no optimum was found within the budget.</param>
/// <param name="WorstEfficiency">The least of any round.</param>
/// <param name="Welfare">Σ gain − Σ sharing cost of a round by the market's law, by true types.</param>
/// <param name="RealWelfare">The same with realised gains, over the trades whose worth is known; null where none is.</param>
/// <param name="Known">The share of trades whose worth is known: of this or another round.</param>
/// <param name="Trades">Trades of a round.</param>
/// <param name="Paid">What is paid in a round.</param>
/// <param name="Fallbacks">Rounds that the budget did not suffice for, solved by <c>clock</c>.</param>
public sealed record TriedResult(
    TriedTerms Terms, double? Efficiency, double? WorstEfficiency, double Welfare, double? RealWelfare, double Known, double Trades, double Paid, int Fallbacks);
