using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>Writes a network as a Hugging Face folder that other tools load: <c>config.json</c> and <c>model.safetensors</c>.</summary>
internal static class LlamaFolder
{
    /// <summary>The file of all weights, where they are in one.</summary>
    public const string WeightsName = "model.safetensors";

    private const string ConfigName = "config.json";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Whether a folder holds a finished model.</summary>
    public static bool HasModel(string folder) => File.Exists(Path.Combine(folder, WeightsName));

    /// <summary>Refuses a folder that holds one, in one file or in shards.</summary>
    /// <exception cref="InvalidDataException">It does.</exception>
    public static void RefuseModel(string folder)
    {
        if (CheckpointWeights.AreIn(folder)) throw new InvalidDataException($"{Path.GetFullPath(folder)}: holds a model already; name another folder, or delete it");
    }

    /// <summary>Writes θ; the weights, whose presence says that the model is whole, come last.</summary>
    public static void Write(string folder, LlamaArchitecture architecture, Tensor model)
    {
        Directory.CreateDirectory(folder);
        AtomicFile.WriteAllText(Path.Combine(folder, ConfigName), Config(architecture.Config).ToJsonString(Indented) + "\n");
        ModelFile.Write(Path.Combine(folder, WeightsName), architecture, model);
    }

    /// <summary>Refuses a network that <c>config.json</c> of a Llama cannot state.</summary>
    /// <exception cref="ArgumentException">It has a window, or biases in one part of the attention alone.</exception>
    public static void Check(LlamaConfig config)
    {
        if (config.Window is not null) throw new ArgumentException("a Llama's attention has no window", nameof(config));
        if (config.HasQueryBiases != config.HasOutputBias) throw new ArgumentException("a Llama's attention has biases in all of its projections or in none", nameof(config));
    }

    /// <summary>What <c>config.json</c> says.</summary>
    public static JsonObject Config(LlamaConfig config) => new()
    {
        ["architectures"] = new JsonArray("LlamaForCausalLM"),
        ["model_type"] = "llama",
        ["hidden_size"] = config.HiddenSize,
        ["intermediate_size"] = config.IntermediateSize,
        ["num_hidden_layers"] = config.Layers,
        ["num_attention_heads"] = config.Heads,
        ["num_key_value_heads"] = config.KeyValueHeads,
        ["head_dim"] = config.HeadSize,
        ["vocab_size"] = config.VocabularySize,
        ["max_position_embeddings"] = config.MaximumPositions,
        ["rms_norm_eps"] = config.NormEpsilon,
        ["rope_theta"] = config.RopeTheta,
        ["rope_scaling"] = Scaling(config.RopeScaling),
        ["tie_word_embeddings"] = config.TiesEmbeddings,
        ["hidden_act"] = "silu",
        ["attention_bias"] = config.HasOutputBias,
        ["mlp_bias"] = config.HasFeedForwardBiases,
        ["bos_token_id"] = 1,
        ["eos_token_id"] = 2,
        ["pad_token_id"] = 0,
        ["torch_dtype"] = "float32",
    };

    private static JsonObject? Scaling(RopeScaling? scaling) => scaling switch
    {
        LinearRopeScaling linear => new() { ["rope_type"] = "linear", ["factor"] = linear.Factor },
        Llama3RopeScaling llama => new()
        {
            ["rope_type"] = "llama3",
            ["factor"] = llama.Factor,
            ["low_freq_factor"] = llama.LowFrequency,
            ["high_freq_factor"] = llama.HighFrequency,
            ["original_max_position_embeddings"] = llama.OriginalPositions,
        },
        _ => null,
    };
}
