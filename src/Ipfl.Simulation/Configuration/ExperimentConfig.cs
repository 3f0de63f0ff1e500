using Ipfl.Data;
using Ipfl.Learning;
using Ipfl.Market;

namespace Ipfl.Simulation;

/// <summary>What the market of every round is like.</summary>
/// <param name="Mechanism">How trades are chosen and paid.</param>
/// <param name="Lambda">λ, the weight of model distance against money.</param>
/// <param name="MaxDistance">A pair farther apart never trades.</param>
/// <param name="GainScale">K of every participant.</param>
/// <param name="SharingCost">c of every participant.</param>
public sealed record MarketSettings(Mechanism Mechanism, double Lambda, double MaxDistance, GainScale GainScale, SharingCost SharingCost)
{
    /// <summary>Participants joined by chains of distances below it count as one and the same; 0 joins nobody.</summary>
    public double ExclusiveDistance { get; init; }

    /// <summary>K̃, which the mechanism <c>reference</c> offers sellers by; null with other mechanisms.</summary>
    public GainScale? ReferenceGain { get; init; }
}

/// <summary>A complete, checked configuration of one experiment.</summary>
public sealed class ExperimentConfig
{
    private readonly IReadOnlyDictionary<string, object> _values;
    private readonly IReadOnlyList<ConfigValue> _given;

    private ExperimentConfig(IReadOnlyDictionary<string, object> values, IReadOnlyList<ConfigValue> given) => (_values, _given) = (values, given);

    /// <summary>The task.</summary>
    public TaskDefinition Task => TaskCatalogue.Find(Get<string>("task"));

    /// <summary>The algorithm's name.</summary>
    public string Algorithm => Get<string>("algorithm");

    /// <summary>m, the number of participants.</summary>
    public int Participants => (int)Get<long>("participants");

    /// <summary>How many rounds are run.</summary>
    public int Rounds => (int)Get<long>("rounds");

    /// <summary>The one seed of the run.</summary>
    public long Seed => Get<long>("seed");

    /// <summary>Worker threads, or null for one per processor. Results do not depend on it.</summary>
    public int? Threads => _values.TryGetValue("threads", out var threads) ? (int)(long)threads : null;

    /// <summary>Where models are trained and judged; it need not be here. Results of two devices differ by rounding.</summary>
    public ComputeDevice Device => Find("device") is { } name ? ComputeDevice.Parse(name) : ComputeDevice.Processor;

    /// <summary>The data folder as configured, or null.</summary>
    public string? DataDir => Find("data_dir");

    /// <summary>A safetensors file with the common initial model, or null to draw one from the seed.</summary>
    public string? InitialModel => Find("initial_model");

    /// <summary>Local training; neither momentum nor augmentation where the task's kind has none.</summary>
    public TrainingOptions Training => new()
    {
        Steps = (int)Get<long>("steps"),
        BatchSize = (int)Get<long>("batch_size"),
        LearningRate = Get<double>("learning_rate"),
        Momentum = _values.TryGetValue("momentum", out var momentum) ? (double)momentum : 0,
        WeightDecay = Get<double>("weight_decay"),
        Augment = _values.TryGetValue("augment", out var augment) && (bool)augment,
    };

    /// <summary>The base model and its adapters; null on a task that tunes none.</summary>
    public LanguageSettings? Language => Task.Kind != TaskKind.Instructions ? null : new(
        Find("llm.model"),
        WeightPrecisions.Parse(Get<string>("llm.precision")),
        (int)Get<long>("llm.rank"),
        Get<double>("llm.alpha"),
        Get<double>("llm.dropout"),
        LanguageKeys.Targets(Get<string>("llm.targets")),
        (int)Get<long>("llm.max_tokens"),
        _values.TryGetValue("llm.test_records", out var tested) ? (int)(long)tested : null,
        Get<string>("llm.template"),
        Get<double>("llm.final_learning_rate"),
        Get<bool>("llm.checkpointing"));

    /// <summary>How the training set is split.</summary>
    /// <exception cref="InvalidOperationException">The task's data come with their participants.</exception>
    public PartitionScheme Partition => Find("partition.kind") switch
    {
        null => throw new InvalidOperationException($"the data of task {Task.Id} come with their participants"),
        "dirichlet" => new DirichletPartition(Get<double>("partition.beta")),
        "cluster" => new ClusterPartition((int)Get<long>("partition.clusters"), Get<double>("partition.beta"), Get<double>("partition.within")),
        "skew" => new SkewPartition((int)Get<long>("partition.classes")),
        "natural" => new NaturalPartition(),
        "domain" => new DomainPartition(Get<double>("partition.beta")),
        "file" => new FilePartition(Get<string>("partition.file")),
        _ => new IidPartition(),
    };

    /// <summary>The market.</summary>
    public MarketSettings Market => new(
        Mechanism.Find(Get<string>("market.mechanism"))!,
        Get<double>("market.lambda"),
        Get<double>("market.max_distance"),
        GainScale.Of(Get<double>("market.gain_scale")),
        SharingCost.Of(Get<double>("market.sharing_cost")))
    {
        ExclusiveDistance = Number("market.exclusive_distance"),
        ReferenceGain = _values.TryGetValue("market.reference_gain", out var reference) ? GainScale.Of((double)reference) : null,
    };

    /// <summary>What tells the market how much models are worth.</summary>
    public EvidenceSettings Evidence => new(
        Find("market.evidence") is { } kind ? Enum.Parse<EvidenceKind>(kind, ignoreCase: true) : EvidenceKind.None,
        Number("market.evidence_margin"),
        (int)(long)_values.GetValueOrDefault("market.evidence_every", 1L),
        (int)(long)_values.GetValueOrDefault("market.evidence_candidates", (long)int.MaxValue));

    /// <summary>What nobody trains on.</summary>
    public HeldOutShares HeldOut => new(Number("evaluation.validation"), Number("evaluation.probe"));

    /// <summary>Whether a buyer whose held-out loss its imports do not lower keeps its own model, and its trades of the round are void.</summary>
    public bool KeepsIfWorse => _values.GetValueOrDefault("ipfl.keep_if_worse") is true;

    /// <summary>Whether the market of every round is audited. The run's own results do not depend on it.</summary>
    public bool AuditsRounds => Get<bool>("market.audit");

    /// <summary>
    /// On how many test samples a participant's imports are measured in a round, at most; 0 where they are not measured. Nothing else depends on it.
    /// </summary>
    public int WorthSamples => (int)Get<long>("evaluation.worth_samples");

    /// <summary>Whether the market of every round is written into the run's folder, for <see cref="PastRounds"/>.</summary>
    public bool RecordsMarkets => Get<bool>("market.record");

    /// <summary>What sets participants apart and what they do.</summary>
    public BehaviourSettings Behaviour => field ??= new()
    {
        Inclusive = Get<string>("behaviour.types") == "inclusive",
        SellersAtCost = Find("behaviour.sellers") == "at-cost",
        Liars = Get<double>("behaviour.liars"),
        LiesAboutSamples = Find("behaviour.lie") == "samples",
        LieFactor = _values.TryGetValue("behaviour.lie_factor", out var factor) ? (double)factor : 1,
        FreeRiders = Get<double>("behaviour.free_riders"),
        FreeRiderUpload = Find("behaviour.free_rider_upload") == "gaussian" ? UploadKind.Gaussian : UploadKind.SameValue,
        Attackers = Get<double>("behaviour.attackers"),
        AttackUpload = Find("behaviour.attack") == "shuffle" ? UploadKind.Shuffle : UploadKind.SignFlip,
        AttackStays = _values.TryGetValue("behaviour.attack_stays", out var stays) && (bool)stays,
        Adversary = AdversaryKeys.Read(_values),
        DropOut = Get<string>("behaviour.drop_out") switch
        {
            "strict" => DropOutRule.Strict,
            "probabilistic" => DropOutRule.Probabilistic,
            _ => DropOutRule.None,
        },
        Schedule = Find("behaviour.schedule") is { } schedule ? ScheduleText.Parse(schedule, Participants, Rounds, "configuration") : [],
    };

    /// <summary>Parameters of the algorithms.</summary>
    public AlgorithmOptions Algorithms => new()
    {
        Ipfl = new IpflOptions
        {
            Eta = Get<double>("ipfl.eta"),
            Lambda = Get<double>("market.lambda"),
            Pull = Task.Kind == TaskKind.Instructions ? AdapterTuning.PullWeight(Get<double>("market.lambda")) : null,
            Import = Find("ipfl.import") == "mean" ? ModelImport.Mean : ModelImport.Pull,
            Clip = _values.GetValueOrDefault("ipfl.clip") is double clip ? clip : 2,
            NormalisedPull = Find("ipfl.pull") == "normalised",
            Distance = Get<string>("ipfl.distance") == "l2" ? ModelDistanceKind.SquaredEuclidean : ModelDistanceKind.Cosine,
        },
        Numbers = AlgorithmCatalogue.Parameters.ToDictionary(
            pair => pair.Path, pair => Convert.ToDouble(_values[pair.Path], System.Globalization.CultureInfo.InvariantCulture)),
    };

    /// <summary>
    /// Settles a configuration: defaults of the task, over them what the algorithm's name stands for, overridden by <paramref name="given"/>, later
    /// values over earlier ones.
    /// </summary>
    /// <exception cref="InvalidDataException">A key is unknown, a value is not allowed, or a key would have no effect.</exception>
    public static ExperimentConfig Resolve(IReadOnlyList<ConfigValue> given) => new(ConfigResolution.Resolve(given), given);

    /// <summary>Settles what several algorithms have in common: what has an effect on one of them is no mistake.</summary>
    /// <param name="given">What was given, but for the algorithm.</param>
    /// <param name="algorithms">Their names.</param>
    /// <exception cref="InvalidDataException">A key is unknown, a value is not allowed, or a key has no effect on any of them.</exception>
    public static ExperimentConfig Resolve(IReadOnlyList<ConfigValue> given, IReadOnlyList<string> algorithms)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(algorithms);
        InvalidDataException? first = null;
        foreach (var algorithm in algorithms.Prepend("ipfl").Distinct())
        {
            try
            {
                return Resolve([.. given, new("algorithm", algorithm, "--algorithms")]);
            }
            catch (InvalidDataException refused)
            {
                first ??= refused;
            }
        }

        throw first!;
    }

    /// <summary>The same values with some keys changed; what the algorithm's name and the task stand for follows them.</summary>
    /// <exception cref="InvalidDataException">A value is not allowed.</exception>
    public ExperimentConfig With(params IReadOnlyList<(string Path, object Value)> changes) => Resolve(Changed(changes));

    /// <summary>The same for one algorithm of several: keys of the market that have no effect on it are left out.</summary>
    internal ExperimentConfig Among(params IReadOnlyList<(string Path, object Value)> changes)
    {
        var changed = Changed(changes);
        return new(ConfigResolution.Resolve(changed, dropsIdle: true), changed);
    }

    /// <summary>
    /// The first key in which another configuration differs so that it may lead to other results, with both values, in words; null where there
    /// is none. The number of threads is no such key, nor is the device, which changes how results are rounded.
    /// </summary>
    public string? DifferenceFrom(ExperimentConfig other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ConfigSchema.Keys.Select(key => key.Path).FirstOrDefault(path => path is not ("threads" or "device") && Show(path) != other.Show(path)) is { } different
            ? $"{different} is {Show(different)} there, not {other.Show(different)}"
            : null;
    }

    /// <summary>
    /// The settings that differ from what the task and the algorithm stand for, in the order of configurations. Where it runs and which data
    /// folder serves are no such settings.
    /// </summary>
    public IReadOnlyList<SettingChange> ChangesFromTask()
    {
        var standard = Resolve([new("task", Task.Id, "task"), new("algorithm", Algorithm, "algorithm")]);
        return
        [
            .. from key in ConfigSchema.Keys
               let path = key.Path
               where path is not ("task" or "algorithm" or "seed" or "threads" or "device" or "data_dir") && Show(path) != standard.Show(path)
               select new SettingChange(path, Show(path), standard.Show(path)),
        ];
    }

    /// <summary>The whole configuration in TOML; reading it back gives the same one.</summary>
    public string ToToml() => ConfigToml.Write(_values);

    /// <summary>A value as configurations write it.</summary>
    private string Show(string path) =>
        _values.TryGetValue(path, out var value) ? ConfigToml.Write(new Dictionary<string, object> { [path] = value }).Split('=', 2)[^1].Trim() : "not set";

    private string? Find(string path) => _values.TryGetValue(path, out var text) ? (string)text : null;

    private T Get<T>(string path) => (T)_values[path];

    private double Number(string path) => _values.GetValueOrDefault(path) is double number ? number : 0;

    private ConfigValue[] Changed(IReadOnlyList<(string Path, object Value)> changes) => [.. _given, .. changes.Select(c => new ConfigValue(c.Path, c.Value, "configuration"))];
}
