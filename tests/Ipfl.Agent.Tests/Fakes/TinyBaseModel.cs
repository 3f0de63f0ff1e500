using System.Text.Json;
using Ipfl.Data;
using Ipfl.Learning;

namespace Ipfl.Tests;

/// <summary>A language model of a few thousand numbers that has seen the prompts for some steps, and participants with records for it.</summary>
internal static class TinyBaseModel
{
    private static readonly string[] Kinds = ["colour", "sound", "size"];
    private static readonly string[] Things = ["grass", "sky", "coal", "snow", "blood", "gold", "sand", "ink", "milk", "rust", "jade", "rose"];

    /// <summary>Pretrains the model into a folder.</summary>
    public static string Make(string folder, int width = 32)
    {
        string[] texts = [.. Enumerable.Range(0, Kinds.Length).SelectMany(Records).Select(record => PromptTemplate.Alpaca.Prompt(record) + PromptTemplate.Alpaca.Answer(record))];
        BpeTraining.Train(texts, 400, folder, TestContext.Current.CancellationToken);
        var tokenizer = TextTokenizer.Open(folder);
        var config = new LlamaConfig
        {
            HiddenSize = width,
            IntermediateSize = 2 * width,
            Layers = 2,
            Heads = 4,
            KeyValueHeads = 2,
            HeadSize = width / 4,
            VocabularySize = tokenizer.Count,
            MaximumPositions = 256,
            TiesEmbeddings = true,
        };
        int[] text = [.. texts.SelectMany(one => tokenizer.Encode(one).Append(tokenizer.EndIds[0]))];
        using var pretraining = new LlamaPretraining(folder, config, text, new() { Steps = 20, BatchSize = 4, Context = 48 });
        pretraining.Run(null, TestContext.Current.CancellationToken);
        return folder;
    }

    /// <summary>Participant i's records as JSON Lines.</summary>
    public static string Lines(int participant) =>
        string.Concat(Records(participant).Select(record => JsonSerializer.Serialize(new { instruction = record.Instruction, input = record.Input, output = record.Output }) + "\n"));

    private static IEnumerable<InstructionRecord> Records(int participant) =>
        Things.Select((thing, i) => new InstructionRecord($"Tell the {Kinds[participant]} of this.", thing, (i + participant) % 2 == 0 ? "yes" : "no"));
}
