namespace Ipfl.Reporting;

/// <summary>A line of <c>timings.jsonl</c>.</summary>
internal sealed record RoundTiming(
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
    /// <summary>Null where the round was not audited.</summary>
    public double? AuditSeconds { get; init; }

    /// <summary>Measuring what imports are worth; null where that was not measured.</summary>
    public double? WorthSeconds { get; init; }
}
