using Ipfl.Data;
using Ipfl.Learning;
using Ipfl.Market;

namespace Ipfl.Simulation;

/// <summary>An experiment that is ready to run: configuration, data, partition and participants.</summary>
public sealed class Experiment
{
    /// <summary>The <c>data_dir</c> that asks for the subset that ships inside the product.</summary>
    public const string EmbeddedData = "embedded";

    private Experiment(ExperimentConfig config, ImageDataSet data, Partition partition, IAlgorithm? algorithm, ModelArchitecture? architecture, Mechanism? mechanism)
    {
        (Config, Data, Partition) = (config, data, partition);
        Architecture = architecture ?? ModelArchitectures.Create(config.Task.Model, data.InputShape, data.Train.Classes);
        Algorithm = algorithm ?? AlgorithmCatalogue.Create(config.Algorithm, config.Algorithms);
        if (config.AuditsRounds && !Algorithm.Trades) throw ConfigResolution.IdleAudit("configuration", Algorithm.Name);
        Mechanism = mechanism ?? config.Market.Mechanism;
        Ids = [.. Enumerable.Range(0, config.Participants).Select(i => $"p{i}")];
        LabelCounts = [.. partition.Participants.Select(indices => data.Train.LabelCounts(indices))];
        Population = new(config, partition);
        Participants = Population.At(0).Participants;
    }

    /// <summary>The resolved configuration.</summary>
    public ExperimentConfig Config { get; }

    /// <summary>Training and test images.</summary>
    public ImageDataSet Data { get; }

    /// <summary>The algorithm: that of the configuration, unless the experiment was prepared with another one.</summary>
    public IAlgorithm Algorithm { get; }

    /// <summary>The network: that of the task, unless the experiment was prepared with another one.</summary>
    public ModelArchitecture Architecture { get; }

    /// <summary>The mechanism: that of the configuration, unless the experiment was prepared with another one.</summary>
    public Mechanism Mechanism { get; }

    /// <summary>Who holds which training images.</summary>
    public Partition Partition { get; }

    /// <summary>The participants' names.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>Who the participants are, what they do and what they report in the first round, by number.</summary>
    public IReadOnlyList<Participant> Participants { get; }

    /// <summary>Training images per class of each participant.</summary>
    public IReadOnlyList<int[]> LabelCounts { get; }

    /// <summary>Who they are in every round.</summary>
    internal Population Population { get; }

    /// <summary>The name of the mechanism, or <c>none</c> where the algorithm does not trade.</summary>
    internal string MechanismName => Algorithm.Trades ? Mechanism.Name : "none";

    /// <summary>Worker threads.</summary>
    public int Threads => Config.Threads ?? Environment.ProcessorCount;

    /// <summary>Prepares a configuration: loads the data and splits it.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="data">The data set if it is loaded already.</param>
    /// <param name="algorithm">An algorithm of one's own in place of the configuration's.</param>
    /// <param name="architecture">Another network for the data set's samples in place of the task's.</param>
    /// <param name="mechanism">A mechanism of one's own in place of the configuration's.</param>
    /// <exception cref="InvalidDataException">The data, the partition or the algorithm does not suit the configuration, or its device is not here.</exception>
    /// <exception cref="IOException">A data file is missing or cannot be read.</exception>
    public static Experiment Prepare(
        ExperimentConfig config, ImageDataSet? data = null, IAlgorithm? algorithm = null, ModelArchitecture? architecture = null, Mechanism? mechanism = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Device.EnsureHere();
        if (data is null) (config, data) = LoadData(config);
        var random = new RandomStream(config.Seed, RandomPurpose.Partition);
        return new(config, data, config.Partition.Split(data.Train, config.Participants, random), algorithm, architecture, mechanism);
    }

    /// <summary>Prepares the experiment that a folder was begun with, on the partition that lies there.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="data">The data set if it is loaded already.</param>
    /// <param name="algorithm">The algorithm of one's own that it was begun with, if it was.</param>
    /// <param name="architecture">The other network that it was begun with, if it was.</param>
    /// <param name="mechanism">The mechanism of one's own that it was begun with, if it was.</param>
    /// <exception cref="InvalidDataException">The folder's files are damaged, or the run's device is not here.</exception>
    /// <exception cref="IOException">The folder holds no run, or a data file is missing.</exception>
    public static Experiment Reopen(
        RunFolder folder, ImageDataSet? data = null, IAlgorithm? algorithm = null, ModelArchitecture? architecture = null, Mechanism? mechanism = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var config = ReadConfig(folder);
        CheckDevice(config, folder);
        data ??= LoadData(config).Data;
        return File.Exists(folder.Partition)
            ? new(config, data, PartitionFile.Read(folder.Partition, config.Participants, data.Train.Count), algorithm, architecture, mechanism)
            : Prepare(config, data, algorithm, architecture, mechanism);
    }

    /// <summary>The configuration that a folder was begun with.</summary>
    /// <exception cref="InvalidDataException">The folder holds no run, or its configuration is damaged.</exception>
    public static ExperimentConfig ReadConfig(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!folder.HasRun) throw new InvalidDataException($"{folder.Path}: holds no run; it has no config.toml");
        return ExperimentConfig.Resolve(ConfigSource.ReadFile(folder.Config));
    }

    /// <summary>
    /// Loads the data that a configuration asks for, and says in the configuration which that was: a run that goes on later, or is repeated
    /// from its config.toml, must not silently meet other images because a folder has come or gone since.
    /// </summary>
    /// <exception cref="InvalidDataException">A data file is damaged.</exception>
    /// <exception cref="IOException">A data file is missing or cannot be read.</exception>
    public static (ExperimentConfig Config, ImageDataSet Data) LoadData(ExperimentConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config = PinData(config);
        var folder = config.Task.EmbeddedOnly || config.DataDir == EmbeddedData ? null : config.DataDir;
        return (config, DataSets.Find(config.Task.DataSet).Load(folder, config.Participants));
    }

    /// <summary>A run goes on with its own configuration, so that is the place to choose another device.</summary>
    private static void CheckDevice(ExperimentConfig config, RunFolder folder)
    {
        try
        {
            config.Device.EnsureHere();
        }
        catch (InvalidDataException absent)
        {
            throw new InvalidDataException($"{Path.GetFullPath(folder.Config)}: {absent.Message}", absent);
        }
    }

    /// <summary>The configuration with the folder that its data would be loaded from; nothing is read.</summary>
    internal static ExperimentConfig PinData(ExperimentConfig config)
    {
        if (config.Task.EmbeddedOnly || config.DataDir == EmbeddedData) return config;
        return config.With(("data_dir", DataFolder.ForLoading(config.DataDir, config.Task.DataSet) ?? EmbeddedData));
    }
}
