using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>Writes a network as a Hugging Face folder that other tools load: <c>config.json</c> and <c>model.safetensors</c>.</summary>
internal static class LlamaFolder
{
    private const string WeightsName = "model.safetensors";
    private const string ConfigName = "config.json";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Whether a folder holds a finished model.</summary>
    public static bool HasModel(string folder) => File.Exists(Path.Combine(folder, WeightsName));

    /// <summary>Writes θ; the weights, whose presence says that the model is whole, come last.</summary>
    public static void Write(string folder, LlamaArchitecture architecture, Tensor model)
    {
        Directory.CreateDirectory(folder);
        AtomicFile.WriteAllText(Path.Combine(folder, ConfigName), Config(architecture.Config).ToJsonString(Indented) + "\n");
        ModelFile.Write(Path.Combine(folder, WeightsName), architecture, model);
    }

    private static JsonObject Config(LlamaConfig config) => new()
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
        ["tie_word_embeddings"] = config.TiesEmbeddings,
        ["hidden_act"] = "silu",
        ["attention_bias"] = false,
        ["mlp_bias"] = false,
        ["bos_token_id"] = 1,
        ["eos_token_id"] = 2,
        ["pad_token_id"] = 0,
        ["torch_dtype"] = "float32",
    };
}
