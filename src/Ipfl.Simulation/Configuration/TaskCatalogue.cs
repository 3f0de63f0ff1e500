namespace Ipfl.Simulation;

/// <summary>A task: a data set, a network, and the configuration that goes with them.</summary>
/// <param name="Id">The name that configurations use.</param>
/// <param name="DataSet">The data set's name.</param>
/// <param name="Model">The network's name.</param>
/// <param name="Summary">One line for lists.</param>
/// <param name="Defaults">Configuration values by dotted key; they replace the general defaults.</param>
/// <param name="EmbeddedOnly">Whether the task always runs on the embedded data.</param>
/// <param name="CanAugment">Whether a crop or a mirror image of a sample is still one of its class.</param>
public sealed record TaskDefinition(
    string Id,
    string DataSet,
    string Model,
    string Summary,
    IReadOnlyDictionary<string, object> Defaults,
    bool EmbeddedOnly = false,
    bool CanAugment = true)
{
    /// <summary>What its participants train.</summary>
    public TaskKind Kind { get; init; }

    /// <summary>Where what it trains on comes from.</summary>
    internal WorkloadSource Source { get; init; } = Images;

    private static ImageSource Images { get; } = new();
}

/// <summary>The tasks by id.</summary>
public static class TaskCatalogue
{
    private const string Cnn = "simple-cnn";
    private const string Cifar = "cifar-10";
    private const string Fashion = "fashion-mnist";

    /// <summary>The task of whoever runs one experiment and asks for nothing: what the market is for, in a setting where models help, with one participant that only pretends to have one.</summary>
    public const string Showcase = "showcase";

    /// <summary>All tasks. The first one is the demo of the published method: small enough to end within two minutes on two cores.</summary>
    public static IReadOnlyList<TaskDefinition> All { get; } =
    [
        new("demo", Fashion, Cnn, "the embedded Fashion-MNIST subset, 10 participants, few rounds", new Dictionary<string, object>(NonIid(10, 0.001))
        {
            ["rounds"] = 15L,
            ["steps"] = 60L,
            ["augment"] = false,
        }, EmbeddedOnly: true),
        new(Showcase, Fashion, Cnn, "the embedded Fashion-MNIST subset, 12 participants in 3 clusters, evidence, and one who uploads an untrained model", new Dictionary<string, object>(Clustered(0.001))
        {
            ["algorithm"] = "ipfl-evidence",
            ["participants"] = 12L,
            ["rounds"] = 12L,
            ["steps"] = 30L,
            ["learning_rate"] = 0.05,
            ["augment"] = false,
            ["evaluation.validation"] = 0.2,
            ["behaviour.adversary"] = "initial",
        }, EmbeddedOnly: true),
        new("cifar10-niid", Cifar, Cnn, "CIFAR-10, 10 participants, Dirichlet 0.1", NonIid(10, 2)),
        new("cifar10-cluster", Cifar, Cnn, "CIFAR-10, 9 participants in 3 clusters", Clustered(2)),
        new("cifar10-skew", Cifar, Cnn, "CIFAR-10, 10 participants with 5 classes each", Skewed(2)),
        new("fashion-niid", Fashion, Cnn, "Fashion-MNIST, 10 participants, Dirichlet 0.1", NonIid(10, 0.001)),
        new("fashion-cluster", Fashion, Cnn, "Fashion-MNIST, 9 participants in 3 clusters", Clustered(0.001)),
        new("fashion-skew", Fashion, Cnn, "Fashion-MNIST, 10 participants with 5 classes each", Skewed(0.001)),
        new("femnist", "femnist", "cnn-femnist", "LEAF FEMNIST, the 20 writers with most samples", ByUser(20, 50, 1), CanAugment: false),
        new("shakespeare", "shakespeare", "lstm", "LEAF Shakespeare, the 10 speakers with most samples", new Dictionary<string, object>(ByUser(10, 200, 2))
        {
            ["ipfl.eta"] = 5000.0,
        }, CanAugment: false),
        new("pacs", "pacs", "resnet20", "PACS, 12 participants, 3 in each of 4 domains", new Dictionary<string, object>(NonIid(12, 1e-5))
        {
            ["partition.kind"] = "domain",
        }),
        .. InstructionTasks.All,
    ];

    /// <summary>The task of that id.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static TaskDefinition Find(string id) =>
        All.FirstOrDefault(task => task.Id == id) ?? throw new ArgumentException($"there is no task '{id}'", nameof(id));

    /// <summary>What holds for every task unless it says otherwise.</summary>
    internal static IReadOnlyDictionary<string, object> GeneralDefaults { get; } = new Dictionary<string, object>
    {
        ["algorithm"] = "ipfl",
        ["participants"] = 10L,
        ["rounds"] = 50L,
        ["steps"] = 200L,
        ["batch_size"] = 64L,
        ["learning_rate"] = 0.01,
        ["momentum"] = 0.9,
        ["weight_decay"] = 1e-5,
        ["augment"] = true,
        ["seed"] = 0L,
        ["partition.kind"] = "dirichlet",
        ["partition.beta"] = 0.1,
        ["partition.clusters"] = 3L,
        ["partition.within"] = 10.0,
        ["partition.classes"] = 5L,
        ["market.mechanism"] = "marginal",
        ["market.gain_scale"] = 5e5,
        ["market.sharing_cost"] = 1.0,
        ["market.audit"] = false,
        ["market.record"] = false,
        ["ipfl.eta"] = 5.0,
        ["ipfl.distance"] = "cosine",
        ["evaluation.worth_samples"] = 512L,
        ["behaviour.types"] = "uniform",
        ["behaviour.liars"] = 0.0,
        ["behaviour.free_riders"] = 0.0,
        ["behaviour.attackers"] = 0.0,
        ["behaviour.drop_out"] = "none",
    };

    private static Dictionary<string, object> NonIid(long participants, double lambda) => new()
    {
        ["participants"] = participants,
        ["market.lambda"] = lambda,
    };

    private static Dictionary<string, object> Clustered(double lambda) => new(NonIid(9, lambda)) { ["partition.kind"] = "cluster" };

    private static Dictionary<string, object> ByUser(long participants, long steps, double lambda) => new(NonIid(participants, lambda))
    {
        ["steps"] = steps,
        ["augment"] = false,
        ["partition.kind"] = "natural",
    };

    private static Dictionary<string, object> Skewed(double lambda) => new(NonIid(10, lambda)) { ["partition.kind"] = "skew" };
}
