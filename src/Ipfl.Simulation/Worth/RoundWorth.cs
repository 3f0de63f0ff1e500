namespace Ipfl.Simulation;

/// <summary>What the imports of a round did, measured on test data that nothing was decided by.</summary>
/// <param name="Participants">Per row of those present; null where an import could not be judged, as there are no test samples for it.</param>
/// <param name="Trades">The trades that were measured by themselves, by the rows of buyer and seller.</param>
internal sealed record RoundWorth(IReadOnlyList<ImportWorth?> Participants, IReadOnlyDictionary<(int Buyer, int Seller), TradeWorth> Trades);

/// <summary>A trade by itself.</summary>
/// <param name="Predicted">The gain that the law predicts.</param>
/// <param name="Realised">The gain that was measured; null where it was not; 0 where the trade is void.</param>
internal readonly record struct TradeWorth(double Predicted, double? Realised);

/// <summary>What all imports of one participant did to its model.</summary>
/// <param name="Gain">The realised gain, in money.</param>
/// <param name="Loss">Mean losses at the best logit scale; null where answers are not finite.</param>
/// <param name="Accuracy">Personal accuracy on the same samples; null without an import.</param>
internal sealed record ImportWorth(double Gain, ImportLosses? Loss, BeforeAndAfter? Accuracy)
{
    /// <summary>Nothing was imported.</summary>
    public static readonly ImportWorth None = new(0, null, null);
}
