namespace Ipfl.Reporting;

/// <summary>The content of <c>summary.json</c>; money is summed over the rounds.</summary>
internal sealed record RunSummary(
    string Task,
    string Algorithm,
    long Seed,
    int Rounds,
    double MeanBestAccuracy,
    double MeanFinalAccuracy,
    double MeanUtility,
    double MinUtility,
    IReadOnlyList<ParticipantSummary> Participants,
    double WallSeconds,
    double ImagesPerSecond,
    bool EmbeddedData,
    string? Mechanism = null,
    IReadOnlyList<string>? ClassNames = null)
{
    /// <summary>Mean evaluation loss of the benign participants after their last rounds; null where losses are not evaluated.</summary>
    public double? MeanEvaluationLoss { get; init; }

    /// <summary>Realised gains less true sharing costs, summed over the rounds; null where they were not measured.</summary>
    public double? RealWelfare { get; init; }

    /// <summary>What those earn who are not benign; null where all are, and in results from before it was told.</summary>
    public Incomes? Incomes { get; init; }
}

/// <summary>A participant at the end of a run.</summary>
internal sealed record ParticipantSummary(
    string Id,
    long Samples,
    IReadOnlyList<long> LabelCounts,
    double BestAccuracy,
    double FinalAccuracy,
    double Gain,
    double Paid,
    double Received,
    double Cost,
    double Utility)
{
    /// <summary>What it is; null in results from before there were types.</summary>
    public string? Type { get; init; }

    /// <summary>What it does; null in results from before there were roles.</summary>
    public string? Role { get; init; }

    /// <summary>Mean loss on its test data after its last round; null where losses are not evaluated.</summary>
    public double? EvaluationLoss { get; init; }
}
