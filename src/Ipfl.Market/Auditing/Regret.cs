namespace Ipfl.Market.Auditing;

/// <summary>What lying in one dimension of its report could bring a participant beyond the truth, all other reports as they stand.</summary>
/// <param name="Value">The most that its utility could rise, ≥ 0; rounding does not count as a rise.</param>
/// <param name="Report">
/// A report with which it rises so far; the truth where none helps. The report of a cost is +∞ for one that claims never to sell.
/// </param>
public readonly record struct Regret(double Value, double Report);
