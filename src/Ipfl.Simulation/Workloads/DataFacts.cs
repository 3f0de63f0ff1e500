using System.Text.Json.Serialization;

namespace Ipfl.Simulation;

/// <summary>What data were trained and judged on.</summary>
/// <param name="Name">The data's name.</param>
/// <param name="Description">The same with numbers, and with what sets them apart from what was published, in words.</param>
/// <param name="TrainingSamples">How many training samples there are.</param>
public sealed record DataFacts(string Name, string Description, int TrainingSamples)
{
    /// <summary>How many test samples there are; null where the workload does not tell.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TestSamples { get; init; }

    /// <summary>A digest of all samples; null where the workload does not tell.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sha256 { get; init; }
}
