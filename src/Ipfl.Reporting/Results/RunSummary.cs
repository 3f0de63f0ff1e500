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
    IReadOnlyList<string>? ClassNames = null);

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
}
