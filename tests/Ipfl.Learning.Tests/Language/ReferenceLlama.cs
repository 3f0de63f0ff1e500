using System.Text.Json.Nodes;

namespace Ipfl.Learning.Tests.Language;

/// <summary>
/// The forward pass as papers and Hugging Face's code describe it, one number after another in doubles. It reads its sizes from the
/// configuration by itself and shares nothing with the library.
/// </summary>
internal sealed class ReferenceLlama(JsonObject config, IReadOnlyDictionary<string, float[]> weights)
{
    private readonly int _width = (int)config["hidden_size"]!;
    private readonly int _heads = (int)config["num_attention_heads"]!;
    private readonly int _sharedHeads = (int)config["num_key_value_heads"]!;
    private readonly int _head = (int?)config["head_dim"] ?? (int)config["hidden_size"]! / (int)config["num_attention_heads"]!;
    private readonly double _epsilon = (double)config["rms_norm_eps"]!;

    /// <summary>The logits after each token of a text.</summary>
    public double[][] Logits(IReadOnlyList<int> tokens)
    {
        double[][] stream = [.. tokens.Select(token => Row("model.embed_tokens.weight", token, _width))];
        for (var layer = 0; layer < (int)config["num_hidden_layers"]!; layer++)
        {
            var place = $"model.layers.{layer}.";
            stream = Sum(stream, Attention(place + "self_attn.", Norms(stream, place + "input_layernorm.weight")));
            stream = Sum(stream, [.. Norms(stream, place + "post_attention_layernorm.weight").Select(x => FeedForward(place + "mlp.", x))]);
        }

        var head = (bool?)config["tie_word_embeddings"] == true ? "model.embed_tokens" : "lm_head";
        return [.. Norms(stream, "model.norm.weight").Select(x => Linear(head, x))];
    }

    private double[][] Attention(string place, double[][] inputs)
    {
        double[][] queries = [.. inputs.Select((x, t) => Turned(Linear(place + "q_proj", x), _heads, t))];
        double[][] keys = [.. inputs.Select((x, t) => Turned(Linear(place + "k_proj", x), _sharedHeads, t))];
        double[][] values = [.. inputs.Select(x => Linear(place + "v_proj", x))];
        var window = HasWindow() ? (int)config["sliding_window"]! : inputs.Length;
        return [.. inputs.Select((_, t) =>
        {
            var mixed = new double[_heads * _head];
            for (var head = 0; head < _heads; head++)
            {
                var (own, shared) = (head * _head, head / (_heads / _sharedHeads) * _head);
                int[] seen = [.. Enumerable.Range(0, t + 1).Where(s => s > t - window)];
                double[] scores = [.. seen.Select(s => Enumerable.Range(0, _head).Sum(i => queries[t][own + i] * keys[s][shared + i]) / Math.Sqrt(_head))];
                double[] odds = [.. scores.Select(score => Math.Exp(score - scores.Max()))];
                for (var s = 0; s < seen.Length; s++)
                    for (var i = 0; i < _head; i++) mixed[own + i] += odds[s] / odds.Sum() * values[seen[s]][shared + i];
            }

            return Linear(place + "o_proj", mixed);
        })];
    }

    private double[] FeedForward(string place, double[] input)
    {
        var (gate, up) = (Linear(place + "gate_proj", input), Linear(place + "up_proj", input));
        return Linear(place + "down_proj", [.. gate.Zip(up, (g, u) => g / (1 + Math.Exp(-g)) * u)]);
    }

    /// <summary>Number i and number i + half of a head are turned as one complex number.</summary>
    private double[] Turned(double[] heads, int count, int position)
    {
        var (turned, half) = (new double[heads.Length], _head / 2);
        for (var head = 0; head < count; head++)
        {
            for (var i = 0; i < half; i++)
            {
                var (a, b, angle) = (head * _head + i, head * _head + i + half, position * Frequency(i));
                turned[a] = heads[a] * Math.Cos(angle) - heads[b] * Math.Sin(angle);
                turned[b] = heads[b] * Math.Cos(angle) + heads[a] * Math.Sin(angle);
            }
        }

        return turned;
    }

    private double Frequency(int i)
    {
        var rope = (config["rope_parameters"] ?? config["rope_scaling"]) as JsonObject;
        var frequency = 1 / Math.Pow((double?)config["rope_theta"] ?? (double)rope!["rope_theta"]!, 2.0 * i / _head);
        var kind = (string?)(rope?["rope_type"] ?? rope?["type"]) ?? "default";
        if (kind == "default") return frequency;
        var factor = (double)rope!["factor"]!;
        if (kind == "linear") return frequency / factor;
        Assert.Equal("llama3", kind);
        var (length, wave) = ((double)rope["original_max_position_embeddings"]!, 2 * Math.PI / frequency);
        var (low, high) = ((double)rope["low_freq_factor"]!, (double)rope["high_freq_factor"]!);
        if (wave < length / high) return frequency;
        if (wave > length / low) return frequency / factor;
        var smooth = (length / wave - low) / (high - low);
        return (1 - smooth) * frequency / factor + smooth * frequency;
    }

    private bool HasWindow() => config["sliding_window"] is not null && ((string?)config["model_type"] == "mistral" || (bool?)config["use_sliding_window"] == true);

    private double[] Linear(string name, double[] input)
    {
        var (matrix, bias) = (weights[name + ".weight"], weights.GetValueOrDefault(name + ".bias"));
        return [.. Enumerable.Range(0, matrix.Length / input.Length).Select(o => input.Select((x, i) => x * matrix[o * input.Length + i]).Sum() + (bias?[o] ?? 0))];
    }

    private double[][] Norms(double[][] inputs, string name) => [.. inputs.Select(x =>
    {
        var scale = 1 / Math.Sqrt(x.Sum(number => number * number) / x.Length + _epsilon);
        return x.Select((number, i) => number * scale * weights[name][i]).ToArray();
    })];

    private double[] Row(string name, int row, int width) => [.. weights[name][(row * width)..((row + 1) * width)].Select(number => (double)number)];

    private static double[][] Sum(double[][] a, double[][] b) => [.. a.Zip(b, (x, y) => x.Zip(y, (i, j) => i + j).ToArray())];
}
