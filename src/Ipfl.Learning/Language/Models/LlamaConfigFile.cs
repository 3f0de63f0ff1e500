namespace Ipfl.Learning;

/// <summary>Reads <c>config.json</c> of a Hugging Face folder: Llama, Mistral and Qwen2 models.</summary>
internal static class LlamaConfigFile
{
    private const int MaximumSide = 1 << 20;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no such configuration, or asks for what this network does not have.</exception>
    public static LlamaConfig Read(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: no such file; a checkpoint is a folder with config.json, its weights in safetensors and its tokenizer", path);
        using var file = JsonFields.Open(path);
        var fields = file.Root;
        var family = fields.Text("model_type");
        if (family is not ("llama" or "mistral" or "qwen2"))
            throw fields.Refusal("model_type", family is null ? "nothing" : $"'{family}'", "llama, mistral or qwen2");
        if (fields.Text("hidden_act") is { } activation && activation is not ("silu" or "swish")) throw fields.Refusal("hidden_act", $"'{activation}'", "silu");
        if (fields.Has("quantization_config")) throw fields.Refusal("quantization_config", "a quantised checkpoint", "plain weights; llm.precision = \"int8\" makes them small");
        var hidden = fields.Integer("hidden_size", MaximumSide);
        var heads = fields.Integer("num_attention_heads", MaximumSide);
        var sharedHeads = fields.Integer("num_key_value_heads", heads, heads);
        if (heads % sharedHeads != 0) throw fields.Refusal("num_key_value_heads", $"{sharedHeads}", $"a divisor of num_attention_heads ({heads})");
        var headSize = fields.Integer("head_dim", MaximumSide, hidden % heads == 0 ? hidden / heads : null);
        if (headSize % 2 != 0) throw fields.Refusal("head_dim", $"{headSize}", "an even number");
        if ((long)heads * headSize > MaximumSide) throw fields.Refusal("head_dim", $"{heads} heads of {headSize}", $"at most {MaximumSide} numbers in all heads");
        var positions = fields.Integer("max_position_embeddings", 1 << 30, 2048);
        var layers = fields.Integer("num_hidden_layers", 10_000);

        // Qwen2 has biases whatever its configuration says.
        var biases = family == "qwen2" || fields.Flag("attention_bias", false);
        var rope = fields.Child("rope_parameters") ?? fields.Child("rope_scaling");
        return new()
        {
            HiddenSize = hidden,
            IntermediateSize = fields.Integer("intermediate_size", MaximumSide),
            Layers = layers,
            Heads = heads,
            KeyValueHeads = sharedHeads,
            HeadSize = headSize,
            VocabularySize = fields.Integer("vocab_size", 1 << 24),
            MaximumPositions = positions,
            NormEpsilon = fields.Number("rms_norm_eps", 1e-6, value => value > 0, "a positive number"),
            RopeTheta = fields.Number("rope_theta", rope?.Number("rope_theta", 10_000, value => value > 0, "a positive number") ?? 10_000, value => value > 0, "a positive number"),
            RopeScaling = rope is null ? null : Scaling(rope, positions),
            TiesEmbeddings = fields.Flag("tie_word_embeddings", false),
            HasQueryBiases = biases,
            HasOutputBias = biases && family != "qwen2",
            HasFeedForwardBiases = fields.Flag("mlp_bias", false),
            Window = HasWindow(fields, family, layers) ? fields.Integer("sliding_window", 1 << 30) : null,
        };
    }

    private static RopeScaling? Scaling(JsonFields rope, int positions)
    {
        double Number(string name, double? otherwise = null) => rope.Number(name, otherwise, value => value > 0, "a positive number");
        switch (rope.Text("rope_type") ?? rope.Text("type") ?? "default")
        {
            case "default":
                return null;
            case "linear":
                return new LinearRopeScaling(Number("factor"));
            case "llama3":
                var (low, high) = (Number("low_freq_factor"), Number("high_freq_factor"));
                if (high <= low) throw rope.Refusal("high_freq_factor", $"{high}", $"more than low_freq_factor ({low})");
                return new Llama3RopeScaling(Number("factor"), low, high, rope.Integer("original_max_position_embeddings", 1 << 30, positions));
            case var other:
                throw rope.Refusal("rope_type", $"'{other}'", "default, linear or llama3");
        }
    }

    /// <summary>Qwen2 writes the width of its window even where it has none; where it has one, it is that of the layers from a certain one on.</summary>
    private static bool HasWindow(JsonFields fields, string family, int layers)
    {
        if (!fields.Has("sliding_window") || family == "llama") return false;
        if (family == "mistral") return true;
        if (!fields.Flag("use_sliding_window", false)) return false;
        var full = fields.Number("max_window_layers", 28, value => value >= 0, "a whole number of at least 0");
        if (full >= layers) return false;
        return full == 0 ? true : throw fields.Refusal("max_window_layers", $"{full}", $"0, for a window in all layers, or at least num_hidden_layers ({layers}), for none");
    }
}
