namespace Ipfl.Simulation;

/// <summary>What the imports of a round did, measured on test data that nothing was decided by.</summary>
/// <param name="Participants">Per row of those present; null for those without an import, and where test data have none of its classes.</param>
/// <param name="Trades">The trades that were measured by themselves, by the rows of buyer and seller.</param>
internal sealed record RoundWorth(ImportWorth?[] Participants, IReadOnlyDictionary<(int Buyer, int Seller), TradeWorth> Trades);

/// <summary>A trade by itself.</summary>
/// <param name="Predicted">The gain that the law predicts.</param>
/// <param name="Realised">The gain that was measured; null where it was not; 0 where the trade is void.</param>
internal readonly record struct TradeWorth(double Predicted, double? Realised);

/// <summary>What all imports of one participant did to its model.</summary>
/// <param name="Gain">The realised gain, in money.</param>
/// <param name="Loss">Mean loss at the best logit scale; null where answers are not finite.</param>
/// <param name="Accuracy">Personal accuracy on the same samples.</param>
internal sealed record ImportWorth(double Gain, BeforeAndAfter? Loss, BeforeAndAfter Accuracy);
