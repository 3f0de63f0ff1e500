using System.Collections.Frozen;
using Ipfl.Data;
using Ipfl.Learning;

namespace Ipfl.Simulation;

/// <summary>The keys of [llm], which instruction tasks alone have: the base model, its adapters, and how records become text.</summary>
internal static class LanguageKeys
{
    /// <summary>All keys.</summary>
    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        ConfigKey.File("llm.model", "a folder with a Hugging Face checkpoint"),
        ConfigKey.Choice("llm.precision", WeightPrecisions.Names),
        ConfigKey.Integer("llm.rank", 1, 65_536),
        ConfigKey.Number("llm.alpha", "a number > 0, up to 1000000", value => value is > 0 and <= 1e6),
        ConfigKey.Number("llm.dropout", "a number ≥ 0 and < 1", value => value is >= 0 and < 1),
        ConfigKey.Text("llm.targets", $"text with some of {string.Join(", ", LoraOptions.Projections)}, commas between them, each once", IsTargets),
        ConfigKey.Integer("llm.max_tokens", 8, 1_000_000),
        ConfigKey.Integer("llm.test_records", 1, 1_000_000_000),
        ConfigKey.Choice("llm.template", PromptTemplate.Names),
        ConfigKey.Number("llm.final_learning_rate", "a number ≥ 0", value => value >= 0 && double.IsFinite(value)),
        ConfigKey.Flag("llm.checkpointing"),
    ];

    /// <summary>Values unless others are given; a model has to be named.</summary>
    public static FrozenDictionary<string, object> Defaults { get; } = new Dictionary<string, object>
    {
        ["llm.precision"] = WeightPrecisions.Plain,
        ["llm.rank"] = 32L,
        ["llm.alpha"] = 64.0,
        ["llm.dropout"] = 0.05,
        ["llm.targets"] = "q_proj,v_proj",
        ["llm.max_tokens"] = 512L,
        ["llm.template"] = "alpaca",
        ["llm.final_learning_rate"] = 1e-6,
        ["llm.checkpointing"] = true,
    }.ToFrozenDictionary();

    /// <summary>The projections that a text names.</summary>
    public static string[] Targets(string text) => text.Split(',', StringSplitOptions.TrimEntries);

    private static bool IsTargets(string text)
    {
        var names = Targets(text);
        return names.All(LoraOptions.Projections.Contains) && names.Distinct().Count() == names.Length;
    }
}
