using System.Globalization;
using Ipfl.Data;
using Ipfl.Learning;
using static TorchSharp.torch;

namespace Ipfl.Simulation;

/// <summary>Instruction records and adapters of a language model that answers them. The model itself is loaded when it is trained or judged.</summary>
public sealed class InstructionWorkload : Workload
{
    private readonly InstructionDataSet _data;
    private readonly LanguageSettings _settings;
    private readonly AdapterArchitecture _adapters;
    private readonly LlamaConfig _model;
    private readonly string _folder;
    private readonly TokenisedRecord[] _train;
    private readonly TokenisedRecord[][] _tests;
    private readonly int _cut, _longest;
    private readonly Lazy<DataFacts> _facts;

    /// <summary>Adapters of the settings' model on those records.</summary>
    /// <exception cref="FileNotFoundException">The model's folder lacks a file.</exception>
    /// <exception cref="InvalidDataException">A file there is damaged, or of a kind that is not known.</exception>
    public InstructionWorkload(InstructionDataSet data, LanguageSettings settings)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(settings);
        (_data, _settings) = (data, settings);
        _folder = settings.Model ?? throw new ArgumentException("no base model is named", nameof(settings));
        _model = LlamaModel.ReadConfig(_folder);
        _adapters = new(_model, Lora(settings));
        var tokens = new InstructionTokens(_folder, _model, settings.Template, settings.MaxTokens);
        _train = [.. data.Train.Select(tokens.Of)];
        _tests = [.. data.Sources.Select(source => data.Test.Skip(source.Test.Start).Take(Math.Min(source.Test.Count, settings.TestRecords ?? int.MaxValue)).Select(tokens.Of).ToArray())];
        (_cut, _longest) = (tokens.Cut, tokens.Longest);
        _facts = new(() => new(DataName, Description, _train.Length) { TestSamples = _tests.Sum(test => test.Length), Sha256 = _data.ComputeSha256() });
    }

    /// <inheritdoc/>
    public override string DataName => _data.Name;

    /// <inheritdoc/>
    public override string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"{DataName} ({_train.Length} + {_tests.Sum(test => test.Length)} records{(_cut == 0 ? "" : $", {_cut} of them cut to {_longest} tokens")})");

    /// <inheritdoc/>
    public override DataFacts Facts => _facts.Value;

    /// <summary>Those of the files or folders that their records are in.</summary>
    public override IReadOnlyList<string> ParticipantNames => [.. _data.Holders.Select(holder => holder.Name)];

    /// <summary>The sources of the records.</summary>
    public override IReadOnlyList<string> ClassNames => [.. _data.Sources.Select(source => source.Name)];

    /// <inheritdoc/>
    public override int TrainingSamples => _train.Length;

    /// <inheritdoc/>
    public override long ModelSize => _adapters.Size;

    /// <inheritdoc/>
    public override int[] LabelCounts(int[] samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var counts = new int[_data.Sources.Count];
        foreach (var sample in samples) counts[_data.SourceOf(sample)]++;
        return counts;
    }

    /// <summary>A record's source.</summary>
    /// <inheritdoc/>
    public override int ClassOf(int sample, SampleSource source) => source == SampleSource.Training ? _data.SourceOf(sample) : SourceOfTest(sample);

    /// <summary>The test records of the source that its own come from, as many as models are judged on.</summary>
    /// <inheritdoc/>
    public override IReadOnlyList<int> TestSamplesOf(int[] samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var source = _data.SourceOf(samples[0]);
        return [.. Enumerable.Range(_tests.Take(source).Sum(test => test.Length), _tests[source].Length)];
    }

    /// <inheritdoc/>
    public override Partition Split(ExperimentConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return _data.Split(new RandomStream(config.Seed, RandomPurpose.Partition));
    }

    /// <summary>The common initial adapter, which changes nothing yet; or that of a file.</summary>
    /// <inheritdoc/>
    public override Tensor InitialModel(ExperimentConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.InitialModel is { } path
            ? ModelFile.Read(path, _adapters)
            : _adapters.Initialise(new RandomStream(config.Seed, RandomPurpose.InitialModel));
    }

    /// <summary>Writes an adapter in PEFT's layout: a folder that other tools load.</summary>
    /// <inheritdoc/>
    public override void WriteModel(RunFolder folder, string id, Tensor model)
    {
        ArgumentNullException.ThrowIfNull(folder);
        PeftFolder.Write(folder.Adapter(id), _adapters, model, _folder);
    }

    /// <inheritdoc/>
    public override string? Needs(ExperimentConfig config, int threads)
    {
        ArgumentNullException.ThrowIfNull(config);
        return $"base model {_folder}: {Footprint(config, threads)}";
    }

    /// <summary>Checks the headers of all weights, and on the processor that everything will fit into memory.</summary>
    /// <inheritdoc/>
    public override void EnsureRuns(ExperimentConfig config, int threads)
    {
        ArgumentNullException.ThrowIfNull(config);
        LlamaModel.CheckWeights(_folder);
        if (config.Device.IsProcessor) Footprint(config, threads).EnsureFits();
    }

    /// <summary>Loads the model.</summary>
    /// <inheritdoc/>
    public override IWorkloadEngine Open(ExperimentConfig config, int threads)
    {
        ArgumentNullException.ThrowIfNull(config);
        var model = LlamaModel.Load(_folder, _settings.Precision, config.Device);
        return new InstructionEngine(model, new AdapterArchitecture(model, _adapters.Options), config, threads, _train, [.. _tests.SelectMany(test => test)], TestOf);
    }

    /// <summary>A participant is tested on the test records of the source that its own come from.</summary>
    private TokenisedRecord[] TestOf(int[] samples) => _tests[_data.SourceOf(samples[0])];

    private int SourceOfTest(int sample)
    {
        var source = 0;
        for (var end = _tests[0].Length; sample >= end; end += _tests[source].Length) source++;
        return source;
    }

    private MemoryFootprint Footprint(ExperimentConfig config, int threads) => MemoryFootprint.Of(
        _model,
        _settings.Precision,
        _adapters.Options,
        config.Participants,
        config.Device.IsProcessor ? Math.Min(threads, config.Participants) : 1,
        config.Training.BatchSize,
        _train.Concat(_tests.SelectMany(test => test)).Max(record => record.Tokens.Length),
        _settings.Checkpointing);

    private static LoraOptions Lora(LanguageSettings settings) =>
        new() { Rank = settings.Rank, Alpha = settings.Alpha, Dropout = settings.Dropout, Targets = settings.Targets };
}
