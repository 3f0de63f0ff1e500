using Ipfl.Learning;
using Ipfl.Market;

namespace Ipfl.Simulation;

/// <summary>All configuration keys with their ranges, in the order in which configurations are written.</summary>
internal static class ConfigSchema
{
    public static readonly string[] PartitionKinds = ["dirichlet", "cluster", "skew", "iid", "natural", "domain", "file"];

    public static readonly IReadOnlyList<ConfigKey> Keys =
    [
        ConfigKey.Choice("task", TaskCatalogue.All.Select(task => task.Id)),
        ConfigKey.Choice("algorithm", AlgorithmCatalogue.Names),
        ConfigKey.Integer("participants", 1, 100_000),
        ConfigKey.Integer("rounds", 1, 1_000_000),
        ConfigKey.Integer("steps", 0, 1_000_000),
        ConfigKey.Integer("batch_size", 1, 1_000_000),
        ConfigKey.Number("learning_rate", "a number > 0", value => value > 0 && double.IsFinite(value)),
        ConfigKey.Number("momentum", "a number ≥ 0 and < 1", value => value is >= 0 and < 1),
        ConfigKey.Number("weight_decay", "a number from 0 to 1e15", IsAmount),
        ConfigKey.Flag("augment"),
        ConfigKey.Integer("seed", 0, long.MaxValue),
        ConfigKey.Integer("threads", 1, 1024),
        ConfigKey.Text("device", ComputeDevice.Allowed, ComputeDevice.IsName),
        ConfigKey.File("data_dir", $"a folder, or {Experiment.EmbeddedData}") with { Keyword = Experiment.EmbeddedData },
        ConfigKey.File("initial_model", "a safetensors file"),
        ConfigKey.Choice("partition.kind", PartitionKinds),
        ConfigKey.Number("partition.beta", "a number from 0.000001 to 1000000", IsConcentration),
        ConfigKey.Integer("partition.clusters", 1, 100_000),
        ConfigKey.Number("partition.within", "a number from 0.000001 to 1000000", IsConcentration),
        ConfigKey.Integer("partition.classes", 1, 256),
        ConfigKey.File("partition.file", "a JSON file with {\"participants\": [[indices], …]}"),
        ConfigKey.Choice("market.mechanism", Mechanism.All.Select(mechanism => mechanism.Name)),
        ConfigKey.Number("market.lambda", "a number from 0 to 1e15", IsAmount),
        ConfigKey.Number("market.max_distance", "a number ≥ 0, or inf", value => value >= 0),
        ConfigKey.Number("market.gain_scale", "a number from 0 to 1e15", IsAmount),
        ConfigKey.Number("market.sharing_cost", "a number from 0 to 1e15, or inf for participants that never sell", value => IsAmount(value) || value == double.PositiveInfinity),
        ConfigKey.Flag("market.audit"),
        ConfigKey.Flag("market.record"),
        ConfigKey.Number("ipfl.eta", "a number from 1e-15 to 1e15", value => value is >= 1e-15 and <= 1e15),
        ConfigKey.Choice("ipfl.distance", "cosine", "l2"),
        .. ImportKeys.All,
        ConfigKey.Integer("evaluation.worth_samples", 0, 1_000_000_000),
        .. AlgorithmCatalogue.Parameters.Select(pair => ConfigKey.Parameter(pair.Path, pair.Parameter)),
        .. LanguageKeys.All,
        .. BehaviourKeys.All,
    ];

    /// <summary>The keys of [partition] that each kind reads.</summary>
    public static IReadOnlyList<string> PartitionKeys(string kind) => kind switch
    {
        "dirichlet" or "domain" => ["partition.beta"],
        "cluster" => ["partition.clusters", "partition.beta", "partition.within"],
        "skew" => ["partition.classes"],
        "file" => ["partition.file"],
        _ => [],
    };

    public static ConfigKey? Find(string path) => Keys.FirstOrDefault(key => key.Path == path);

    /// <summary>From 0 to a bound far beyond use, under which sums over all participants and rounds stay finite.</summary>
    private static bool IsAmount(double value) => value is >= 0 and <= 1e15;

    private static bool IsConcentration(double value) => value is >= 1e-6 and <= 1e6;
}
