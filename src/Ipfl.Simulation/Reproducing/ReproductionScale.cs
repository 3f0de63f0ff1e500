namespace Ipfl.Simulation;

/// <summary>How much of the published experiments a reproduction repeats.</summary>
public sealed class ReproductionScale
{
    /// <summary>Rounds and steps of the quick scale where a task has none of its own here.</summary>
    private static readonly (long Rounds, long Steps) QuickSize = (10, 20);

    /// <summary>Tasks whose networks take longer for a step.</summary>
    private static readonly Dictionary<string, (long Rounds, long Steps)> QuickSizes = new()
    {
        ["femnist"] = (5, 10),
        ["shakespeare"] = (3, 4),
        ["pacs"] = (3, 3),
    };

    private readonly Func<TaskDefinition, (string Key, object Value)[]> _settings;

    private ReproductionScale(string name, IReadOnlyList<long> seeds, Func<TaskDefinition, (string Key, object Value)[]> settings) =>
        (Name, Seeds, _settings) = (name, seeds, settings);

    /// <summary>A first look: few rounds of few steps, one seed; to see that all works, not to compare with published figures.</summary>
    public static ReproductionScale Quick { get; } = new("quick", [0], QuickSettings);

    /// <summary>What the paper reports on: every task's own rounds and steps, three seeds.</summary>
    public static ReproductionScale Paper { get; } = new("paper", [0, 1, 2], _ => []);

    /// <summary>All scales; the first one is the default.</summary>
    public static IReadOnlyList<ReproductionScale> All { get; } = [Quick, Paper];

    /// <summary>The name that commands use.</summary>
    public string Name { get; }

    /// <summary>The seeds, unless others are asked for.</summary>
    public IReadOnlyList<long> Seeds { get; }

    /// <summary>What differs from the task's own configuration.</summary>
    internal IEnumerable<ConfigValue> Settings(TaskDefinition task) => _settings(task).Select(pair => new ConfigValue(pair.Key, pair.Value, $"--scale {Name}"));

    private static (string Key, object Value)[] QuickSettings(TaskDefinition task)
    {
        var (rounds, steps) = QuickSizes.GetValueOrDefault(task.Id, QuickSize);
        return [("rounds", rounds), ("steps", steps)];
    }
}
