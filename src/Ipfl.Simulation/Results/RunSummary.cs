using System.Text.Json.Serialization;

namespace Ipfl.Simulation;

/// <summary><c>summary.json</c>: a finished run in numbers.</summary>
/// <param name="Task">The task's id, or the name of data that a program gave.</param>
/// <param name="Algorithm">The algorithm's name.</param>
/// <param name="Mechanism">The market's mechanism, or <c>none</c> where the algorithm does not trade.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Rounds">How many rounds were run.</param>
/// <param name="MeanBestAccuracy">Mean over benign participants of the best personal accuracy over rounds, as the paper reports.</param>
/// <param name="MeanFinalAccuracy">Mean over them of the personal accuracy after their last round.</param>
/// <param name="MeanUtility">Mean over them of the utility summed over rounds.</param>
/// <param name="MinUtility">The least such utility of a benign participant.</param>
/// <param name="Participants">Each participant.</param>
/// <param name="ClassNames">Names of the classes in the order of the label counts.</param>
/// <param name="WallSeconds">Time over the phases of all rounds; only the writing of the last checkpoint is not in it.</param>
/// <param name="ImagesPerSecond">Training images over the wall time of the training phases.</param>
/// <param name="EmbeddedData">Whether the small embedded data served.</param>
public sealed record RunSummary(
    string Task,
    string Algorithm,
    string Mechanism,
    long Seed,
    int Rounds,
    double MeanBestAccuracy,
    double MeanFinalAccuracy,
    double MeanUtility,
    double MinUtility,
    IReadOnlyList<ParticipantSummary> Participants,
    IReadOnlyList<string> ClassNames,
    double WallSeconds,
    double ImagesPerSecond,
    bool EmbeddedData)
{
    /// <summary>What data it was run on; null in summaries from before it was noted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DataFacts? Data { get; init; }

    /// <summary>Which build finished it; null in summaries from before it was noted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Provenance? Build { get; init; }

    /// <summary>What a program gave in place of what the configuration names; null where it gave nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OwnParts? Own { get; init; }

    /// <summary>Mean over benign participants of the evaluation loss after their last round; null where losses are not evaluated.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MeanEvaluationLoss { get; init; }

    /// <summary>Means by type and role; null where all are of one type and one role.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ParticipantGroup>? Groups { get; init; }

    /// <summary>What those earn who are not benign; null where all are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IncomeSummary? Incomes { get; init; }

    /// <summary>What the audits of all rounds found; null where rounds were not audited.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AuditSummary? Audit { get; init; }

    /// <summary>Σ over rounds of the market's own figure, social welfare; null in summaries from before it was noted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SocialWelfare { get; init; }

    /// <summary>Σ over rounds of the real welfare, realised gains less sharing costs; null where it was not measured in every round.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RealWelfare { get; init; }

    /// <summary>What benign buyers paid over all rounds; null where real welfare is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Invested { get; init; }

    /// <summary>The gains that the market accounted to them; null where real welfare is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? AccountedGain { get; init; }

    /// <summary>The gains that were measured; null where real welfare is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RealisedGain { get; init; }

    /// <summary>In which share of the rounds of benign buyers the imports did harm; null without an import that was measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ShareHurt { get; init; }

    /// <summary>Spearman's correlation of payment and realised gain over all measured trades of benign buyers; null for fewer than three, or all the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RankCorrelation { get; init; }
}

/// <summary>A participant over a whole run; money is summed over rounds.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Samples">N, its training samples.</param>
/// <param name="LabelCounts">Training samples per class.</param>
/// <param name="BestAccuracy">Best personal accuracy over rounds.</param>
/// <param name="FinalAccuracy">Personal accuracy after its last round.</param>
/// <param name="Gain">What imported models were worth to it.</param>
/// <param name="Paid">What it paid.</param>
/// <param name="Received">What it was paid.</param>
/// <param name="Cost">What sharing cost it.</param>
/// <param name="Utility">Gain − paid + received − cost.</param>
public sealed record ParticipantSummary(
    string Id,
    long Samples,
    IReadOnlyList<int> LabelCounts,
    double BestAccuracy,
    double FinalAccuracy,
    double Gain,
    double Paid,
    double Received,
    double Cost,
    double Utility)
{
    /// <summary>What it is: <c>uniform</c>, <c>trader</c>, <c>buyer</c>, <c>seller</c> or <c>attacker</c>, or what an adversary does.</summary>
    public string Type { get; init; } = "uniform";

    /// <summary>What it does: <c>honest</c>, <c>liar</c>, <c>free-rider</c>, <c>attacker</c> or <c>adversary</c>.</summary>
    public string Role { get; init; } = "honest";

    /// <summary>The first name of its holder; null where it is its own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Holder { get; init; }

    /// <summary>Received − cost.</summary>
    public double Income => Received - Cost;

    /// <summary>Received − paid − cost.</summary>
    public double Net => Received - Paid - Cost;

    /// <summary>In how many rounds it was present.</summary>
    public int Rounds { get; init; }

    /// <summary>Mean loss on its test data after its last round; null where losses are not evaluated.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? EvaluationLoss { get; init; }

    /// <summary>What its imports truly brought, summed over rounds; null where that was not measured in every round.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RealisedGain { get; init; }

    /// <summary>Its regrets, summed over the rounds; null where rounds were not audited.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RegretSizes? Regret { get; init; }
}
