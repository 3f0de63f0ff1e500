namespace Ipfl.Agent;

/// <summary>How far a participant is with a round.</summary>
public enum RoundStep
{
    /// <summary>The model is trained, and what is to be uploaded lies ready.</summary>
    Trained,

    /// <summary>The trainer failed: nothing was uploaded.</summary>
    Skipped,

    /// <summary>The upload came too late, or was excluded.</summary>
    Lost,

    /// <summary>The server has the whole upload.</summary>
    Accepted,

    /// <summary>The proximal centre is here, whole.</summary>
    Fetched,

    /// <summary>The server knows that.</summary>
    Confirmed,

    /// <summary>The round is over and its receipt is here.</summary>
    Done,
}

/// <summary>One participant's round, as far as it is.</summary>
/// <param name="Round">From 1.</param>
/// <param name="Step">How far.</param>
public sealed record RoundProgress(int Round, RoundStep Step)
{
    /// <summary>SHA-256 of the uploaded file, hexadecimal.</summary>
    public string? UploadDigest { get; init; }

    /// <summary>Whether what is uploaded is not the trained model itself, but that under noise.</summary>
    public bool Blurred { get; init; }

    /// <summary>What the trainer measured.</summary>
    public LocalMeasures Measures { get; init; } = new(null, null);

    /// <summary>Why nothing was uploaded, or what was did not count.</summary>
    public string? Reason { get; init; }

    /// <summary>What was decided about the centre that was bought; null where nothing was, or the market's centres are not tried.</summary>
    public CentreTrial? Trial { get; init; }

    /// <summary>What the round brought, once it is settled.</summary>
    public RoundResult? Result { get; init; }

    /// <summary>The decision, if it is about the centre that the result names and not about one that a server put back made before.</summary>
    internal CentreTrial? Decision => Trial is { } trial && trial.CentreDigest == Result?.CentreDigest ? trial : null;

    /// <summary>Whether the upload counts.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool Counts => Step is RoundStep.Accepted or RoundStep.Fetched or RoundStep.Confirmed or RoundStep.Done;

    /// <summary>Whether nothing more is to come of it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsOver => Step is RoundStep.Skipped or RoundStep.Lost or RoundStep.Done;
}

/// <summary>What the trainer measured.</summary>
/// <param name="Accuracy">On local test data, in [0, 1]; null where it was not measured.</param>
/// <param name="Loss">Mean training loss of the round; null where it was not measured.</param>
public sealed record LocalMeasures(double? Accuracy, double? Loss);

/// <summary>What became of payments for what was bought.</summary>
public enum BoughtState
{
    /// <summary>Nothing was bought.</summary>
    None,

    /// <summary>Reserved until the centre is confirmed.</summary>
    Pending,

    /// <summary>Paid.</summary>
    Posted,

    /// <summary>Given back: the centre was not confirmed in time.</summary>
    Voided,
}

/// <summary>A trade with another participant.</summary>
/// <param name="With">The other's name.</param>
/// <param name="Amount">What is paid, in currency units.</param>
public sealed record TradeWith(string With, string Amount);

/// <summary>What a round brought.</summary>
/// <param name="Bought">Models bought.</param>
/// <param name="Sold">The model sold.</param>
/// <param name="State">What became of what was bought.</param>
/// <param name="CentreDigest">SHA-256 of the proximal centre, hexadecimal; empty where nothing was bought.</param>
/// <param name="CentreBytes">Its size.</param>
/// <param name="Gain">G, in currency units, by the report.</param>
/// <param name="Paid">Σ p_ij.</param>
/// <param name="Received">Σ p_ki.</param>
/// <param name="SharingCost">c times the buyers.</param>
/// <param name="Utility">Gain − paid + received − sharing cost.</param>
/// <param name="Barred">Whether the account could not cover the worst case, so that nothing could be bought.</param>
public sealed record RoundResult(
    IReadOnlyList<TradeWith> Bought,
    IReadOnlyList<TradeWith> Sold,
    BoughtState State,
    string CentreDigest,
    long CentreBytes,
    double Gain,
    double Paid,
    double Received,
    double SharingCost,
    double Utility,
    bool Barred)
{
    /// <summary>Whether the centre was rejected, so that nothing is paid for it.</summary>
    public bool Rejected { get; init; }

    /// <summary>What the trial of the centre makes of the gain, in currency units; 0 where the centre was rejected or not tried.</summary>
    public double RealisedGain { get; init; }

    /// <summary>What the own model weighs in a centre that is a mean; of no account elsewhere.</summary>
    public double OwnWeight { get; init; }

    /// <summary>What the server finds odd about the upload; empty where nothing is.</summary>
    public string Remark { get; init; } = "";
}
