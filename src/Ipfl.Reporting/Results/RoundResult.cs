namespace Ipfl.Reporting;

/// <summary>A line of <c>rounds.jsonl</c>.</summary>
internal sealed record RoundResult(
    int Round,
    IReadOnlyList<ParticipantRound> Participants,
    IReadOnlyList<GraphEdge> Edges,
    double SocialWelfare,
    double DistancePenalty,
    double Objective);

/// <summary>What one round brought one participant; accuracies in [0, 1], money in the unit of the market.</summary>
internal sealed record ParticipantRound(
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
    /// <summary>What it does; null where it is honest.</summary>
    public string? Role { get; init; }

    /// <summary>Mean loss on its test data; null where losses are not evaluated.</summary>
    public double? EvaluationLoss { get; init; }
}

/// <summary>The buyer uses the seller's model with this weight and pays for it; algorithms that do not trade pay 0.</summary>
internal sealed record GraphEdge(string Buyer, string Seller, double Weight, double Payment);
