namespace Ipfl.Learning;

/// <summary>The tensors of a checkpoint, by their Hugging Face names.</summary>
internal static class LlamaLayout
{
    public const string Embedding = "model.embed_tokens.weight";
    public const string Norm = "model.norm.weight";
    public const string Head = "lm_head.weight";

    /// <summary>The projections of a layer in the order of their use.</summary>
    public static readonly string[] Projections = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"];

    /// <summary>Where a projection of a layer lies.</summary>
    public static string Projection(int layer, string name) => $"model.layers.{layer}.{Block(name)}.{name}";

    public static string InputNorm(int layer) => $"model.layers.{layer}.input_layernorm.weight";

    public static string FeedForwardNorm(int layer) => $"model.layers.{layer}.post_attention_layernorm.weight";

    /// <summary>A projection's outputs and inputs.</summary>
    public static (int Outputs, int Inputs) Shape(LlamaConfig config, string name) => name switch
    {
        "q_proj" => (config.Heads * config.HeadSize, config.HiddenSize),
        "k_proj" or "v_proj" => (config.KeyValueHeads * config.HeadSize, config.HiddenSize),
        "o_proj" => (config.HiddenSize, config.Heads * config.HeadSize),
        "gate_proj" or "up_proj" => (config.IntermediateSize, config.HiddenSize),
        "down_proj" => (config.HiddenSize, config.IntermediateSize),
        _ => throw new ArgumentException($"there is no projection '{name}'", nameof(name)),
    };

    public static bool HasBias(LlamaConfig config, string name) => name switch
    {
        "q_proj" or "k_proj" or "v_proj" => config.HasQueryBiases,
        "o_proj" => config.HasOutputBias,
        _ => config.HasFeedForwardBiases,
    };

    /// <summary>Every tensor that the network needs, with its shape.</summary>
    public static IEnumerable<(string Name, long[] Shape)> All(LlamaConfig config)
    {
        yield return (Embedding, [config.VocabularySize, config.HiddenSize]);
        for (var layer = 0; layer < config.Layers; layer++)
        {
            yield return (InputNorm(layer), [config.HiddenSize]);
            foreach (var name in Projections)
            {
                var (outputs, inputs) = Shape(config, name);
                yield return ($"{Projection(layer, name)}.weight", [outputs, inputs]);
                if (HasBias(config, name)) yield return ($"{Projection(layer, name)}.bias", [outputs]);
            }

            yield return (FeedForwardNorm(layer), [config.HiddenSize]);
        }

        yield return (Norm, [config.HiddenSize]);
        if (!config.TiesEmbeddings) yield return (Head, [config.VocabularySize, config.HiddenSize]);
    }

    /// <summary>Whether a tensor is one of the layers' matrices, which alone are ever kept in a byte a number.</summary>
    public static bool IsProjection(string name) => name.EndsWith("_proj.weight", StringComparison.Ordinal);

    private static string Block(string name) => name is "gate_proj" or "up_proj" or "down_proj" ? "mlp" : "self_attn";
}
