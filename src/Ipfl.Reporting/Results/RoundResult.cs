namespace Ipfl.Reporting;

/// <summary>A line of <c>rounds.jsonl</c>.</summary>
internal sealed record RoundResult(
    int Round,
    IReadOnlyList<ParticipantRound> Participants,
    IReadOnlyList<GraphEdge> Edges,
    double SocialWelfare,
    double DistancePenalty,
    double Objective)
{
    /// <summary>Realised gains less sharing costs; null where it was not measured.</summary>
    public double? RealWelfare { get; init; }
}

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

    /// <summary>What its imports truly brought; null where it was not measured.</summary>
    public double? RealisedGain { get; init; }

    /// <summary>Personal accuracy on test samples without and with its imports; null without an import, or where it was not measured.</summary>
    public BeforeAndAfter? ImportAccuracy { get; init; }
}

/// <summary>A number without and with the imports of a round.</summary>
internal sealed record BeforeAndAfter(double Before, double After);

/// <summary>The buyer uses the seller's model with this weight and pays for it; algorithms that do not trade pay 0.</summary>
internal sealed record GraphEdge(string Buyer, string Seller, double Weight, double Payment)
{
    /// <summary>The gain that the law predicts for this trade by itself; null where nothing is traded.</summary>
    public double? Predicted { get; init; }

    /// <summary>The gain that was measured for this trade by itself; null where it was not.</summary>
    public double? Realised { get; init; }

    /// <summary>Whether the trade was void, as the buyer was no better off with what it had bought.</summary>
    public bool Void { get; init; }
}
