using System.Globalization;
using System.Text.Json.Serialization;

namespace Ipfl.Simulation;

/// <summary><c>comparison.json</c>: what was compared on what, so that the tables can be read without the command that made them.</summary>
/// <param name="Task">The task's id.</param>
/// <param name="Participants">How many participants.</param>
/// <param name="Rounds">How many rounds.</param>
/// <param name="Steps">Local steps a round.</param>
/// <param name="Algorithms">The algorithms that have a finished cell.</param>
/// <param name="Seeds">Their seeds.</param>
/// <param name="Reference">The algorithm that the others are compared with.</param>
/// <param name="Settings">The settings that differ from the task's.</param>
/// <param name="Build">Which build wrote it.</param>
public sealed record ComparisonDescription(
    string Task,
    int Participants,
    int Rounds,
    int Steps,
    IReadOnlyList<string> Algorithms,
    IReadOnlyList<long> Seeds,
    string Reference,
    IReadOnlyList<SettingChange> Settings,
    Provenance Build)
{
    /// <summary>The data; null where no cell has noted them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DataFacts? Data { get; init; }

    /// <summary>Task, data and sizes in a sentence without its point.</summary>
    [JsonIgnore]
    public string Subject => string.Create(
        CultureInfo.InvariantCulture,
        $"task {Task}, data {Data?.Description ?? "unknown"}, {Counted.Of(Participants, "participant")}, {Counted.Of(Rounds, "round")} of {Counted.Of(Steps, "step")}, {(Seeds.Count == 1 ? "seed" : "seeds")} {string.Join(", ", Seeds)}");

    /// <summary>The settings that differ, the task's own in brackets; or that none does.</summary>
    [JsonIgnore]
    public string Changes => Settings.Count == 0
        ? "all settings are the task's own"
        : string.Join(", ", Settings.Select(change => $"{change.Key} = {change.Value} (task: {change.Standard})"));
}
