using Ipfl.Data;
using Ipfl.Learning;
using static TorchSharp.torch;

namespace Ipfl.Simulation;

/// <summary>Images, or texts in the form of images, and a network that tells their classes apart.</summary>
public sealed class ImageWorkload : Workload
{
    private readonly Lazy<DataFacts> _facts;
    private readonly Lazy<string> _description;

    /// <summary>A network on a data set.</summary>
    /// <param name="data">Training and test images.</param>
    /// <param name="architecture">A network for such samples.</param>
    public ImageWorkload(ImageDataSet data, ModelArchitecture architecture)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(architecture);
        (Data, Architecture) = (data, architecture);
        _facts = new(() => new(DataName, Description, Data.Train.Count) { TestSamples = Data.Test.Count, Sha256 = Data.ComputeSha256() });
        _description = new(() => $"{DataName} ({Describe(Data)})");
    }

    /// <summary>Training and test images.</summary>
    public ImageDataSet Data { get; }

    /// <summary>The network.</summary>
    public ModelArchitecture Architecture { get; }

    /// <inheritdoc/>
    public override string DataName => Data.Name;

    /// <inheritdoc/>
    public override string Description => _description.Value;

    /// <inheritdoc/>
    public override DataFacts Facts => _facts.Value;

    /// <inheritdoc/>
    public override bool Embedded => Data.Embedded;

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => Data.ClassNames;

    /// <inheritdoc/>
    public override int TrainingSamples => Data.Train.Count;

    /// <inheritdoc/>
    public override long ModelSize => Architecture.Size;

    /// <inheritdoc/>
    public override int[] LabelCounts(int[] samples) => Data.Train.LabelCounts(samples);

    /// <inheritdoc/>
    public override int ClassOf(int sample, SampleSource source) => (source == SampleSource.Training ? Data.Train : Data.Test).Labels.Span[sample];

    /// <summary>The test images of the domains that it has training images in; all where the data know no domains.</summary>
    /// <inheritdoc/>
    public override IReadOnlyList<int> TestSamplesOf(int[] samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (Data.Test.Domains.Count == 0) return [.. Enumerable.Range(0, Data.Test.Count)];
        return
        [
            .. from pair in Data.Train.Domains.Zip(Data.Test.Domains)
               where Array.Exists(samples, sample => sample >= pair.First.Start && sample < pair.First.End)
               from sample in Enumerable.Range(pair.Second.Start, pair.Second.Count)
               select sample,
        ];
    }

    /// <inheritdoc/>
    public override Partition Split(ExperimentConfig config) => Split(config, CancellationToken.None);

    /// <inheritdoc/>
    public override Partition Split(ExperimentConfig config, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.Partition.Split(Data.Train, config.Participants, new RandomStream(config.Seed, RandomPurpose.Partition), cancellation);
    }

    /// <summary>The common initial model: drawn from the seed, or read from a file.</summary>
    /// <inheritdoc/>
    public override Tensor InitialModel(ExperimentConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.InitialModel is { } path
            ? ModelFile.Read(path, Architecture)
            : Architecture.Initialise(new RandomStream(config.Seed, RandomPurpose.InitialModel));
    }

    /// <inheritdoc/>
    public override void WriteModel(RunFolder folder, string id, Tensor model)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ModelFile.Write(folder.Model(id), Architecture, model);
    }

    /// <inheritdoc/>
    public override IWorkloadEngine Open(ExperimentConfig config, int threads)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new ImageEngine(Data, ComputeEngine.On(config.Device, Architecture, threads));
    }

    private static string Describe(ImageDataSet data)
    {
        var count = $"{data.Train.Count} + {data.Test.Count} images";
        if (data.Embedded) return $"embedded subset: {count}";
        return data.CheckCompleteness() switch
        {
            Completeness.Partial => $"{count}, where {data.PublishedCount} are published",
            Completeness.Altered => $"{count} that are not the published ones",
            _ => count,
        };
    }

    /// <summary>The task's network, or another one, on a data set.</summary>
    internal static ImageWorkload Of(TaskDefinition task, ImageDataSet data, ModelArchitecture? architecture) =>
        new(data, architecture ?? ModelArchitectures.Create(task.Model, data.InputShape, data.Train.Classes));
}
