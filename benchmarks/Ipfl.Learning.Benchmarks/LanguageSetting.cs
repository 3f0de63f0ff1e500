using System.Text.Json;
using Ipfl.Data;

namespace Ipfl.Learning.Benchmarks;

/// <summary>The small Llama, its adapter and the records that both sides measure with; random weights serve as well as trained ones.</summary>
internal static class LanguageSetting
{
    /// <summary>Records in a step.</summary>
    public const int Batch = 8;

    /// <summary>Tokens in a record, of which the answer's are learned.</summary>
    public const int Length = 128;

    /// <summary>Tokens of a prompt that is continued.</summary>
    public const int Prompt = 64;

    /// <summary>Tokens that are added to it.</summary>
    public const int Added = 128;

    private const int Answer = 32;
    private const int CheckedSteps = 5;

    /// <summary>The network's sizes.</summary>
    public static LlamaConfig Config { get; } = new()
    {
        HiddenSize = 128,
        IntermediateSize = 344,
        Layers = 4,
        Heads = 4,
        KeyValueHeads = 4,
        HeadSize = 32,
        VocabularySize = 4096,
        MaximumPositions = 512,
    };

    /// <summary>The adapter, with dropout as tasks have it or without.</summary>
    public static LoraOptions Lora(double dropout = 0.05) => new() { Rank = 8, Alpha = 16, Dropout = dropout };

    /// <summary>Records of some participants, each with those of one step.</summary>
    public static TokenisedRecord[] Records(int participants) => [.. Enumerable.Range(0, participants * Batch).Select(Record)];

    /// <summary>
    /// Writes the network and the adapter as folders, and <c>expected.json</c>: the records, the losses of the first steps on them, and what
    /// follows greedily after a prompt.
    /// </summary>
    public static void Write(string folder)
    {
        TorchRuntime.EnsureLoaded();
        using var scope = TorchSharp.torch.NewDisposeScope();
        var architecture = new LlamaArchitecture(Config);
        LlamaFolder.Write(folder, architecture, architecture.Initialise(new RandomStream(0, RandomPurpose.InitialModel)));
        using var model = LlamaModel.Load(folder, WeightPrecision.F32, ComputeDevice.Processor);
        var adapters = new AdapterArchitecture(model, Lora(dropout: 0));
        var adapter = adapters.Initialise(new RandomStream(1, RandomPurpose.InitialModel));
        PeftFolder.Write(Path.Combine(folder, "adapter"), adapters, adapter, baseModel: null);

        var records = Records(1);
        using var optimiser = new LocalAdamW(adapters, checkpoints: false);
        optimiser.Begin(adapter, pull: null, new RandomStream(0, RandomPurpose.Dropout));
        float[] losses = [.. Enumerable.Range(0, CheckedSteps).Select(_ => optimiser.Step(records, rate: 1e-3, decay: 0))];
        using var generation = new TextGeneration(model);
        int[] continued = [.. generation.Continue(records[0].Tokens[..Prompt], [], new() { MaximumTokens = Added })];
        File.WriteAllText(Path.Combine(folder, "expected.json"), JsonSerializer.Serialize(new { records = records.Select(record => record.Tokens), answer = Answer, losses, prompt = Prompt, continued }));
    }

    private static TokenisedRecord Record(int number)
    {
        var random = new RandomStream(number, RandomPurpose.Partition);
        return new([.. Enumerable.Range(0, Length).Select(_ => random.NextInt(Config.VocabularySize))], Length - Answer);
    }
}
