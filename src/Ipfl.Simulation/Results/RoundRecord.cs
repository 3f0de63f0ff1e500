using System.Text.Json.Serialization;

namespace Ipfl.Simulation;

/// <summary>One line of <c>rounds.jsonl</c>. No times, so that equal runs give equal files.</summary>
/// <param name="Round">1-based round.</param>
/// <param name="Participants">The figures of this round of all who were present.</param>
/// <param name="Edges">Who used whose model; empty lists are written too.</param>
/// <param name="SocialWelfare">Σ gain − Σ cost.</param>
/// <param name="DistancePenalty">λ Σ (N_j/N_i) d_ij over the edges.</param>
/// <param name="Objective">Welfare less penalty.</param>
public sealed record RoundRecord(
    int Round,
    IReadOnlyList<ParticipantRound> Participants,
    IReadOnlyList<EdgeRecord> Edges,
    double SocialWelfare,
    double DistancePenalty,
    double Objective)
{
    /// <summary>Mean personal accuracy of the benign ones present; 0 where there are none.</summary>
    [JsonIgnore]
    public double MeanAccuracy => Benign.Select(p => p.Accuracy).DefaultIfEmpty().Average();

    /// <summary>Mean of their best personal accuracies so far.</summary>
    [JsonIgnore]
    public double MeanBestAccuracy => Benign.Select(p => p.BestAccuracy).DefaultIfEmpty().Average();

    /// <summary>Mean of their evaluation losses; null where losses are not evaluated.</summary>
    [JsonIgnore]
    public double? MeanEvaluationLoss => Benign.Average(p => p.EvaluationLoss);

    /// <summary>
    /// What the round was truly worth: realised gains less sharing costs of the benign ones present; left out where it was not measured.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RealWelfare { get; init; }

    /// <summary>Those present that averages count.</summary>
    internal IEnumerable<ParticipantRound> Benign => Participants.Where(p => BenignRole.Is(p.Role));
}

/// <summary>A participant's figures of one round; money is of this round alone.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Accuracy">Personal accuracy in [0, 1].</param>
/// <param name="BestAccuracy">The best personal accuracy so far.</param>
/// <param name="GeneralAccuracy">Accuracy on the plain test set.</param>
/// <param name="Loss">Mean cross-entropy over the round's steps.</param>
/// <param name="Gain">What imported models are worth to it.</param>
/// <param name="Paid">What it paid.</param>
/// <param name="Received">What it was paid.</param>
/// <param name="Cost">What sharing its model cost it.</param>
/// <param name="Utility">Gain − paid + received − cost.</param>
public sealed record ParticipantRound(
    string Id,
    double Accuracy,
    double BestAccuracy,
    double GeneralAccuracy,
    double Loss,
    double Gain,
    double Paid,
    double Received,
    double Cost,
    double Utility)
{
    /// <summary>What it does: <c>liar</c>, <c>free-rider</c>, <c>attacker</c> or <c>adversary</c>; left out where it is honest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Role { get; init; }

    /// <summary>Whether its training ran away, so that its model is the one that it began the round with; left out where not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Diverged { get; init; }

    /// <summary>Mean loss on its test data; left out where losses are not evaluated, as for images.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? EvaluationLoss { get; init; }

    /// <summary>
    /// What its imports truly brought, in money, before it trains on (<see cref="Ipfl.Market.RealisedGain"/>); 0 without an import; left out
    /// where it was not measured.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RealisedGain { get; init; }

    /// <summary>Its mean losses on test samples on the way to what it imported; left out without an import, and where answers are not finite.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImportLosses? ImportLoss { get; init; }

    /// <summary>Personal accuracy on the same samples without and with its imports; left out without an import.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BeforeAndAfter? ImportAccuracy { get; init; }
}

/// <summary>A number without and with the imports of a round.</summary>
/// <param name="Before">Without.</param>
/// <param name="After">With.</param>
public sealed record BeforeAndAfter(double Before, double After);

/// <summary>Mean losses on test samples, each at its best logit scale, on the straight way from one's own model to the one gone on from.</summary>
/// <param name="Before">At one's own model.</param>
/// <param name="Half">Half way.</param>
/// <param name="After">At the model gone on from.</param>
/// <param name="Share">The others' share in that model, from 0 to 1.</param>
public sealed record ImportLosses(double Before, double Half, double After, double Share);

/// <summary>A model that was used.</summary>
/// <param name="Buyer">Who used it.</param>
/// <param name="Seller">Whose it is.</param>
/// <param name="Weight">With which weight.</param>
/// <param name="Payment">What was paid for it; 0 where the algorithm does not trade, and where the trade is void.</param>
public sealed record EdgeRecord(string Buyer, string Seller, double Weight, double Payment)
{
    /// <summary>N_j, the samples that the seller reported; left out where there is no evidence.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ClaimedSamples { get; init; }

    /// <summary>N̂_ij, the samples that its model is worth to the buyer by the evidence; left out where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? EffectiveSamples { get; init; }

    /// <summary>Whether the trade is void, because the buyer was no better off with what it bought: nothing was used and nothing paid; left out where not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Void { get; init; }

    /// <summary>The gain that the law predicts for this trade by itself: √(K/N) − √(K/(N + n)); left out where nothing is traded.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Predicted { get; init; }

    /// <summary>The gain that was measured for this trade by itself; left out where it was not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Realised { get; init; }
}

/// <summary>One line of <c>timings.jsonl</c>: where a round's time went.</summary>
/// <param name="Round">1-based round.</param>
/// <param name="TrainSeconds">Local training.</param>
/// <param name="EvaluateSeconds">Test-set accuracies.</param>
/// <param name="MarketSeconds">Graph and payments.</param>
/// <param name="AggregateSeconds">Distances, centres, averages.</param>
/// <param name="CheckpointSeconds">Writing the former round's checkpoint and lines.</param>
/// <param name="Images">Training images of all participants.</param>
/// <param name="ImagesPerSecond">Images over training seconds.</param>
/// <param name="PeakMemoryBytes">Largest resident memory of the process so far.</param>
public sealed record RoundTimings(
    int Round,
    double TrainSeconds,
    double EvaluateSeconds,
    double MarketSeconds,
    double AggregateSeconds,
    double CheckpointSeconds,
    long Images,
    double ImagesPerSecond,
    long PeakMemoryBytes)
{
    /// <summary>The audit of the round's market; null where it was not audited.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? AuditSeconds { get; init; }

    /// <summary>Measuring what imports are worth; null where that was not measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? WorthSeconds { get; init; }
}
