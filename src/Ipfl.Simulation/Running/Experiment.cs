using Ipfl.Data;
using Ipfl.Learning;
using Ipfl.Market;

namespace Ipfl.Simulation;

/// <summary>An experiment that is ready to run: configuration, data, partition and participants.</summary>
public sealed class Experiment
{
    /// <summary>The <c>data_dir</c> that asks for the subset that ships inside the product.</summary>
    public const string EmbeddedData = "embedded";

    private Experiment(ExperimentConfig config, Workload workload, Partition whole, IAlgorithm? algorithm, Mechanism? mechanism, string? network = null)
    {
        (Config, Workload, Whole, Own) = (config, workload, whole, OwnOf(workload, algorithm, mechanism, network));
        HeldOut = HeldOutSamples.Of(whole, config.HeldOut, sample => workload.ClassOf(sample, SampleSource.Training), config.Seed);
        CheckHeldOut();
        Algorithm = algorithm ?? AlgorithmCatalogue.Create(config.Algorithm, config.Algorithms);
        if (config.AuditsRounds && !Algorithm.Trades) throw ConfigResolution.IdleAudit("configuration", Algorithm.Name);
        Mechanism = mechanism ?? config.Market.Mechanism;
        Population = new(config, Partition, workload.ParticipantNames);
        Ids = [.. Population.Ids];
        LabelCounts = [.. Population.At(0).Partition.Participants.Select(workload.LabelCounts)];
        Participants = Population.At(0).Participants;
    }

    /// <summary>The resolved configuration.</summary>
    public ExperimentConfig Config { get; }

    /// <summary>What the participants hold, train and are judged on.</summary>
    public Workload Workload { get; }

    /// <summary>The algorithm: that of the configuration, unless the experiment was prepared with another one.</summary>
    public IAlgorithm Algorithm { get; }

    /// <summary>What a program gave in place of what the configuration names.</summary>
    public OwnParts Own { get; }

    /// <summary>The mechanism: that of the configuration, unless the experiment was prepared with another one.</summary>
    public Mechanism Mechanism { get; }

    /// <summary>Who trains on which samples: all that it holds but for what is held out; names that an adversary has besides its first have none here.</summary>
    public Partition Partition => HeldOut.Training;

    /// <summary>The names in the market: the participants', then those that adversaries have besides.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>Who the participants are, what they do and what they report in the first round, by number.</summary>
    public IReadOnlyList<Participant> Participants { get; }

    /// <summary>Training samples per class under each name.</summary>
    public IReadOnlyList<int[]> LabelCounts { get; }

    /// <summary>Who holds which samples, trained on or held out.</summary>
    internal Partition Whole { get; }

    /// <summary>What nobody trains on.</summary>
    internal HeldOutSamples HeldOut { get; }

    /// <summary>What whoever acts under a name holds out.</summary>
    internal int[] HeldOutBy(int name) => HeldOut.Validation[Population.Names[name].Holder];

    /// <summary>Who they are in every round.</summary>
    internal Population Population { get; }

    /// <summary>The name of the mechanism, or <c>none</c> where the algorithm does not trade.</summary>
    internal string MechanismName => Algorithm.Trades ? Mechanism.Name : "none";

    /// <summary>Worker threads.</summary>
    public int Threads => Config.Threads ?? Environment.ProcessorCount;

    /// <summary>Prepares a configuration: loads the data and splits it.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="data">The images of an image task if they are loaded already.</param>
    /// <param name="algorithm">An algorithm of one's own in place of the configuration's.</param>
    /// <param name="architecture">Another network for the data set's samples in place of the image task's.</param>
    /// <param name="mechanism">A mechanism of one's own in place of the configuration's.</param>
    /// <param name="loading">Who watches the data being loaded and split, and may stop it.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="InvalidDataException">The data, the partition or the algorithm does not suit the configuration, or its device is not here.</exception>
    /// <exception cref="IOException">A data file is missing or cannot be read.</exception>
    public static Experiment Prepare(
        ExperimentConfig config,
        ImageDataSet? data = null,
        IAlgorithm? algorithm = null,
        ModelArchitecture? architecture = null,
        Mechanism? mechanism = null,
        Loading loading = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Device.EnsureHere();
        (config, var workload) = WorkloadOf(config, data, architecture, loading);
        return new(config, workload, workload.Split(config, loading.Cancellation), algorithm, mechanism, architecture?.Name);
    }

    /// <summary>Prepares a configuration on a workload that is ready: splits it.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="workload">The workload.</param>
    /// <param name="algorithm">An algorithm of one's own in place of the configuration's.</param>
    /// <param name="mechanism">A mechanism of one's own in place of the configuration's.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InvalidDataException">The partition or the algorithm does not suit the configuration, or its device is not here.</exception>
    public static Experiment Prepare(
        ExperimentConfig config, Workload workload, IAlgorithm? algorithm = null, Mechanism? mechanism = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(workload);
        config.Device.EnsureHere();
        return new(config, workload, workload.Split(config, cancellation), algorithm, mechanism);
    }

    /// <summary>Prepares the experiment that a folder was begun with, on the partition that lies there.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="data">The images of an image task if they are loaded already.</param>
    /// <param name="algorithm">The algorithm of one's own that it was begun with, if it was.</param>
    /// <param name="architecture">The other network that it was begun with, if it was.</param>
    /// <param name="mechanism">The mechanism of one's own that it was begun with, if it was.</param>
    /// <param name="loading">Who watches the data being loaded, and may stop it.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="InvalidDataException">The folder's files are damaged, or the run's device is not here.</exception>
    /// <exception cref="IOException">The folder holds no run, or a data file is missing.</exception>
    public static Experiment Reopen(
        RunFolder folder,
        ImageDataSet? data = null,
        IAlgorithm? algorithm = null,
        ModelArchitecture? architecture = null,
        Mechanism? mechanism = null,
        Loading loading = default)
    {
        var config = ConfigToGoOn(folder);

        // Before data are loaded that may not be here, because the program has its own.
        OwnParts.Read(folder).EnsureGivenBy(new() { Algorithm = algorithm?.Name, Mechanism = mechanism?.Name, Data = data?.Name, Network = architecture?.Name }, folder);
        return Reopen(folder, config, WorkloadOf(config, data, architecture, loading).Workload, algorithm, mechanism, architecture?.Name, loading.Cancellation);
    }

    /// <summary>The same on a workload that is ready.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="workload">The workload that it was begun with.</param>
    /// <param name="algorithm">The algorithm of one's own that it was begun with, if it was.</param>
    /// <param name="mechanism">The mechanism of one's own that it was begun with, if it was.</param>
    /// <exception cref="InvalidDataException">The folder's files are damaged, or the run's device is not here.</exception>
    /// <exception cref="IOException">The folder holds no run.</exception>
    public static Experiment Reopen(RunFolder folder, Workload workload, IAlgorithm? algorithm = null, Mechanism? mechanism = null)
    {
        ArgumentNullException.ThrowIfNull(workload);
        var config = ConfigToGoOn(folder);
        OwnParts.Read(folder).EnsureGivenBy(OwnOf(workload, algorithm, mechanism, network: null), folder);
        return Reopen(folder, config, workload, algorithm, mechanism, network: null, CancellationToken.None);
    }

    /// <summary>The configuration that a folder was begun with.</summary>
    /// <exception cref="InvalidDataException">The folder holds no run, or its configuration is damaged.</exception>
    public static ExperimentConfig ReadConfig(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!folder.HasRun) throw new InvalidDataException($"{folder.Path}: holds no run; it has no config.toml");
        return ExperimentConfig.Resolve([.. ConfigSource.ReadFile(folder.Config).Where(value => !OwnParts.IsKey(value.Path))]);
    }

    /// <summary>
    /// Loads what a configuration asks for, and says in the configuration which data that was: a run that goes on later, or is repeated
    /// from its config.toml, must not silently meet other data because a folder has come or gone since.
    /// </summary>
    /// <param name="config">The configuration.</param>
    /// <param name="loading">Who watches, and may stop it.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="InvalidDataException">A data file is damaged.</exception>
    /// <exception cref="IOException">A data file is missing or cannot be read.</exception>
    public static (ExperimentConfig Config, Workload Workload) LoadWorkload(ExperimentConfig config, Loading loading = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        config = config.Task.Source.Pin(config);
        var workload = config.Task.Source.Load(config, loading);
        workload.IsConfigured = true;
        return (config, workload);
    }

    private static OwnParts OwnOf(Workload workload, IAlgorithm? algorithm, Mechanism? mechanism, string? network) => new()
    {
        Algorithm = algorithm?.Name,
        Mechanism = mechanism?.Name,
        Data = workload.IsConfigured ? null : workload.DataName,
        Network = network,
    };

    /// <summary>Somebody must have something to judge models on where they are judged.</summary>
    private void CheckHeldOut()
    {
        if (Config.HeldOut.Validation > 0 && HeldOut.Validation.All(held => held.Length == 0))
            throw new InvalidDataException(FormattableString.Invariant($"evaluation.validation: found {Config.HeldOut.Validation}; nobody holds two samples, of which one could be held out"));
    }

    private static Experiment Reopen(
        RunFolder folder, ExperimentConfig config, Workload workload, IAlgorithm? algorithm, Mechanism? mechanism, string? network, CancellationToken cancellation)
    {
        var partition = File.Exists(folder.Partition)
            ? PartitionFile.Read(folder.Partition, config.Participants, workload.TrainingSamples)
            : workload.Split(config, cancellation);
        return new(config, workload, partition, algorithm, mechanism, network);
    }

    /// <summary>A run goes on with its own configuration, so that is the place to choose another device.</summary>
    private static ExperimentConfig ConfigToGoOn(RunFolder folder)
    {
        var config = ReadConfig(folder);
        try
        {
            config.Device.EnsureHere();
            return config;
        }
        catch (InvalidDataException absent)
        {
            throw new InvalidDataException($"{Path.GetFullPath(folder.Config)}: {absent.Message}", absent);
        }
    }

    /// <summary>The configuration's workload, with images or a network of one's own where they are given.</summary>
    private static (ExperimentConfig Config, Workload Workload) WorkloadOf(
        ExperimentConfig config, ImageDataSet? data, ModelArchitecture? architecture, Loading loading)
    {
        if (data is null && architecture is null) return LoadWorkload(config, loading);
        if (config.Task.Source is not ImageSource) throw new InvalidDataException($"task {config.Task.Id} is not one of images: it takes no image set or network, but a workload");
        if (data is not null) return (config, ImageWorkload.Of(config.Task, data, architecture));
        (config, var loaded) = LoadWorkload(config, loading);
        return (config, new ImageWorkload(((ImageWorkload)loaded).Data, architecture!) { IsConfigured = true });
    }
}
