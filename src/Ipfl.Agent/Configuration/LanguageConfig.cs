using Ipfl.Data;
using Ipfl.Learning;

namespace Ipfl.Agent;

/// <summary>The keys for participants that tune a language model: their records in [data], the base model in [llm].</summary>
internal static class LanguageConfig
{
    private const string Files = "a file of instruction records: .jsonl, .json or .parquet";

    /// <summary>The records that [data] names; null where it names none.</summary>
    public static RecordSettings? Records(TomlSection data, Func<string, string> resolve, bool hasCommand)
    {
        var (train, test) = (data.Text("instructions", Files), data.Text("test", Files));
        if (train is null)
            return test is null ? null : throw data.Fault("test", $"\"{test}\"", "nothing without data.instructions; data sets have test samples of their own");
        foreach (var other in new[] { "set", "dir", "partition", "participant" })
            if (data.Has(other)) throw data.Fault(other, "a value", "nothing beside data.instructions");
        if (hasCommand) throw data.Fault("instructions", $"\"{train}\"", "nothing with [trainer] kind = \"command\", whose program reads its own data");
        return new(resolve(train), test is null ? null : resolve(test));
    }

    /// <summary>The base model.</summary>
    public static BaseModelSettings BaseModel(TomlSection llm, Func<string, string> resolve)
    {
        const string folder = "the folder of the base model: a Hugging Face checkpoint of the Llama family";
        var precisions = $"one of {string.Join(", ", WeightPrecisions.Names)}";
        var templates = $"one of {string.Join(", ", PromptTemplate.Names)}";
        var model = llm.Text("model", folder) ?? throw llm.Fault("model", "nothing", folder);
        var precision = llm.Text("precision", precisions) ?? WeightPrecisions.Plain;
        if (!WeightPrecisions.Names.Contains(precision)) throw llm.Fault("precision", $"\"{precision}\"", precisions);
        var template = llm.Text("template", templates) ?? PromptTemplate.Alpaca.Name;
        if (!PromptTemplate.Names.Contains(template)) throw llm.Fault("template", $"\"{template}\"", templates);
        var device = llm.Text("device", ComputeDevice.Allowed) ?? ComputeDevice.Processor.Name;
        if (!ComputeDevice.IsName(device)) throw llm.Fault("device", $"\"{device}\"", ComputeDevice.Allowed);
        return new(
            resolve(model),
            WeightPrecisions.Parse(precision),
            (int)(llm.Whole("max_tokens", 8, 1_000_000) ?? 512),
            template,
            llm.Flag("checkpointing") ?? true,
            ComputeDevice.Parse(device));
    }
}
