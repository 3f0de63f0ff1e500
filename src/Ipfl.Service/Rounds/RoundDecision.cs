using Ipfl.Market;
using Ipfl.Protocol;
using Ipfl.Service.Ledger;

namespace Ipfl.Service.Rounds;

/// <summary>One who takes part in a round.</summary>
/// <param name="Number">Its number in the market.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it reports to be.</param>
/// <param name="Available">The money that it can be charged.</param>
public sealed record RoundParticipant(int Number, string Name, ParticipantType Type, MicroUnits Available)
{
    /// <summary>How its samples divide among the classes; null where it did not say.</summary>
    public double[]? ClassShares { get; init; }
}

/// <summary>A trade of a round.</summary>
/// <param name="Buyer">The buyer's row.</param>
/// <param name="Seller">The seller's row.</param>
/// <param name="Distance">d.</param>
/// <param name="Payment">p, as the mechanism says it.</param>
/// <param name="Micros">What the seller is paid: p, rounded down.</param>
/// <param name="ClaimedSamples">N_j, as the seller reports it.</param>
/// <param name="EffectiveSamples">N̂_ij, where there is evidence.</param>
/// <param name="Predicted">The gain that the market's law says of this trade alone, √(K/N) − √(K/(N + n)).</param>
public readonly record struct DecidedTrade(
    int Buyer, int Seller, double Distance, double Payment, MicroUnits Micros, long ClaimedSamples, double? EffectiveSamples, double Predicted);

/// <summary>
/// What a round decides, as pure arithmetic: escrow first, then the market, then money in whole millionths. Rows are those of the
/// participants given.
/// </summary>
public sealed class RoundDecision
{
    private RoundDecision(MarketRound round, Outcome outcome, bool[] barred, DecidedTrade[] trades, MicroUnits[] charges) =>
        (Round, Outcome, BuyingBarred, Trades, Charges) = (round, outcome, barred, trades, charges);

    /// <summary>The market that was solved.</summary>
    public MarketRound Round { get; }

    /// <summary>Its outcome.</summary>
    public Outcome Outcome { get; }

    /// <summary>Who could not have paid its worst case and was taken as one that wants no model.</summary>
    public IReadOnlyList<bool> BuyingBarred { get; }

    /// <summary>All trades, by buyer, then by seller.</summary>
    public IReadOnlyList<DecidedTrade> Trades { get; }

    /// <summary>What each is charged for all that it buys: Σ p, rounded down, which still covers the sellers' shares.</summary>
    public IReadOnlyList<MicroUnits> Charges { get; }

    /// <summary>The weights with which buyers use models, a_ij = N̂_ij/N_i where there is evidence, else N_j/N_i.</summary>
    public double[,] Weights() => Round.ImportWeights(Outcome);

    /// <summary>Decides a round.</summary>
    /// <param name="rules">The market's rules.</param>
    /// <param name="participants">Who takes part.</param>
    /// <param name="distances">Model distances, one row each.</param>
    /// <param name="worth">N̂, by the same rows; null where models count what their owners report.</param>
    /// <param name="threads">Worker threads, ≥ 1; null is one per processor.</param>
    /// <param name="cancellation">Gives up the solve.</param>
    public static RoundDecision Of(MarketRules rules, IReadOnlyList<RoundParticipant> participants, double[,] distances, EffectiveSamples? worth = null, int? threads = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(participants);
        if (threads < 1) throw new ArgumentOutOfRangeException(nameof(threads), threads, "there must be at least one thread");
        bool[] barred = [.. participants.Select((participant, row) => participant.Type.GainScale.Value > 0 && participant.Available < WorstCase(rules, participants, distances, worth, row))];
        Report[] reports =
        [
            .. participants.Select((participant, row) => new Report(
                participant.Name, barred[row] ? participant.Type with { GainScale = GainScale.Of(0) } : participant.Type)),
        ];
        var round = new MarketRound(reports, ModelDistances.Dense(distances), rules.Lambda)
        {
            MaxDistance = rules.MaxDistance,
            ExclusiveDistance = rules.ExclusiveDistance,
            ReferenceGain = rules.ReferenceGain,
            EffectiveSamples = worth,
        };
        var outcome = rules.Mechanism.Solve(round, new SolveOptions { Threads = threads, Budget = rules.Budget, Fallback = rules.Fallback }, cancellation);
        DecidedTrade[] trades =
        [
            .. outcome.Edges.Select(edge => Decided(edge, participants, distances, worth)),
        ];
        return new(round, outcome, barred, trades, Charged(trades, participants.Count));
    }

    private static DecidedTrade Decided(Edge edge, IReadOnlyList<RoundParticipant> participants, double[,] distances, EffectiveSamples? worth)
    {
        var (buyer, claimed) = (participants[edge.Buyer].Type, participants[edge.Seller].Type.Samples.Value);
        var effective = worth?.Of(edge.Buyer, edge.Seller);
        var predicted = SquareRootGain.Instance.Increment(buyer.GainScale, buyer.Samples.Value, effective ?? claimed);
        return new(edge.Buyer, edge.Seller, distances[edge.Buyer, edge.Seller], edge.Payment, MicroUnits.Floor(edge.Payment), claimed, effective, predicted);
    }

    /// <summary>
    /// The most that a buyer can be charged: no mechanism takes more than the gain, and no gain is above that of all models it could buy.
    /// Rounded up, where charges are rounded down: what floating point adds to a sum of payments does not lift a charge above it.
    /// </summary>
    private static MicroUnits WorstCase(MarketRules rules, IReadOnlyList<RoundParticipant> participants, double[,] distances, EffectiveSamples? worth, int buyer)
    {
        var (own, others) = (participants[buyer].Type, 0.0);
        for (var seller = 0; seller < participants.Count; seller++)
        {
            if (seller != buyer && participants[seller].Type.SharingCost.Sells && distances[buyer, seller] <= rules.MaxDistance)
                others += worth?.Of(buyer, seller) ?? participants[seller].Type.Samples.Value;
        }

        return MicroUnits.Ceiling(SquareRootGain.Instance.Increment(own.GainScale, own.Samples.Value, others));
    }

    private static MicroUnits[] Charged(DecidedTrade[] trades, int participants)
    {
        var charges = new MicroUnits[participants];
        foreach (var bought in trades.GroupBy(trade => trade.Buyer))
            charges[bought.Key] = RoundedPayments.Of([.. bought.Select(trade => (trade.Seller, trade.Payment))]).Reserved;
        return charges;
    }
}
