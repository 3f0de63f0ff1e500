using System.Text.Json;
using System.Text.Json.Nodes;
using Ipfl.Protocol;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// An adapter in the layout of Hugging Face's PEFT: <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>, which other tools load.
/// </summary>
public static class PeftFolder
{
    private const string ConfigName = "adapter_config.json";
    private const string WeightsName = "adapter_model.safetensors";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes an adapter; each file whole or not at all.</summary>
    /// <param name="folder">The folder; made where it does not exist.</param>
    /// <param name="architecture">The adapter's.</param>
    /// <param name="adapter">θ, float32, contiguous, [d].</param>
    /// <param name="baseModel">What <c>base_model_name_or_path</c> says; null for nothing.</param>
    public static void Write(string folder, AdapterArchitecture architecture, Tensor adapter, string? baseModel)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        Directory.CreateDirectory(folder);
        ModelFile.Write(Path.Combine(folder, WeightsName), architecture, adapter);
        AtomicFile.WriteAllText(Path.Combine(folder, ConfigName), Config(architecture.Options, baseModel).ToJsonString(Indented) + "\n");
    }

    /// <summary>Rank, scale, dropout and targets of an adapter.</summary>
    /// <exception cref="FileNotFoundException">There is no <c>adapter_config.json</c>.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or describes another kind of adapter.</exception>
    public static LoraOptions ReadOptions(string folder)
    {
        using var file = JsonFields.Open(Path.Combine(Path.GetFullPath(folder), ConfigName));
        var fields = file.Root;
        if (fields.Text("peft_type") is { } type && type != "LORA") throw fields.Refusal("peft_type", $"'{type}'", "LORA");
        foreach (var variant in new[] { "use_dora", "use_rslora", "use_qalora", "lora_bias", "fan_in_fan_out" })
            if (fields.Flag(variant, false)) throw fields.Refusal(variant, "true", "false: a plain low-rank adapter");
        foreach (var variant in new[] { "rank_pattern", "alpha_pattern", "layers_to_transform", "layer_replication", "modules_to_save", "trainable_token_indices", "alora_invocation_tokens" })
            if (fields.HasContent(variant)) throw fields.Refusal(variant, "something", "nothing: one rank and scale for the projections of all layers");
        if (fields.Text("bias") is { } bias && bias != "none") throw fields.Refusal("bias", $"'{bias}'", "none");

        // Other beginnings, such as PiSSA's, take something out of the base model's weights that the adapter's files do not have.
        if (fields.IsText("init_lora_weights") && fields.Text("init_lora_weights") is { } beginning && beginning != "gaussian")
            throw fields.Refusal("init_lora_weights", $"'{beginning}'", "true, false or 'gaussian'");
        var targets = fields.Texts("target_modules") ?? throw fields.Refusal("target_modules", "nothing", "a list of projections");
        string[] known = [.. LoraOptions.Projections.Where(targets.Contains)];
        if (known.Length == 0 || known.Length != targets.Length)
            throw fields.Refusal("target_modules", string.Join(", ", targets), $"different ones of {string.Join(", ", LoraOptions.Projections)}");
        return new()
        {
            Rank = fields.Integer("r", 1 << 20),
            Alpha = fields.Number("lora_alpha", null, value => value > 0, "a positive number"),
            Dropout = fields.Number("lora_dropout", 0, value => value is >= 0 and < 1, "a number ≥ 0 and < 1"),
            Targets = known,
        };
    }

    /// <summary>Reads θ, float32 [d]; the caller's.</summary>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">The weights are damaged or not those of such an adapter.</exception>
    public static Tensor Read(string folder, AdapterArchitecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        var path = Path.Combine(Path.GetFullPath(folder), WeightsName);
        var adapter = ModelFile.Read(path, architecture);
        using var file = SafetensorsFile.Open(path);
        if (file.Names.Except(architecture.Parameters.Select(parameter => parameter.Name)).FirstOrDefault() is not { } foreign) return adapter;
        adapter.Dispose();
        throw new InvalidDataException($"{path}: holds {ForeignText.OneLine(foreign)} too, which {ConfigName} does not speak of: without it the adapter would do something else");
    }

    private static JsonObject Config(LoraOptions options, string? baseModel) => new()
    {
        ["base_model_name_or_path"] = baseModel,
        ["bias"] = "none",
        ["fan_in_fan_out"] = false,
        ["inference_mode"] = true,
        ["init_lora_weights"] = true,
        ["lora_alpha"] = double.IsInteger(options.Alpha) ? JsonValue.Create((long)options.Alpha) : JsonValue.Create(options.Alpha),
        ["lora_dropout"] = options.Dropout,
        ["modules_to_save"] = null,
        ["peft_type"] = "LORA",
        ["r"] = options.Rank,
        ["target_modules"] = new JsonArray([.. options.Targets.Select(target => JsonValue.Create(target))]),
        ["task_type"] = "CAUSAL_LM",
    };
}
