using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Ipfl.Data;
using Ipfl.Protocol;

namespace Ipfl.Learning.Tests.Language;

/// <summary>A made-up checkpoint: two layers, 31 tokens, random weights with which every part of the network counts.</summary>
internal sealed class SmallCheckpoint
{
    public const int Tokens = 31;

    private SmallCheckpoint(JsonObject config, Dictionary<string, (long[] Shape, float[] Numbers)> tensors) => (Config, Tensors) = (config, tensors);

    public JsonObject Config { get; }

    public Dictionary<string, (long[] Shape, float[] Numbers)> Tensors { get; }

    public ReferenceLlama Reference => new(Config, Tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.Numbers));

    /// <summary>A Llama whose configuration has these fields, in JSON, too.</summary>
    public static SmallCheckpoint With(string fields = "", long seed = 1)
    {
        var config = (JsonObject)JsonNode.Parse(
            """
            { "model_type": "llama", "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
              "vocab_size": 31, "max_position_embeddings": 256, "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "hidden_act": "silu" }
            """)!;
        foreach (var (key, value) in (JsonObject)JsonNode.Parse($"{{ {fields} }}")!) config[key] = value?.DeepClone();
        var random = new RandomStream(seed, RandomPurpose.InitialModel);
        return new(config, Shapes(config).ToDictionary(tensor => tensor.Name, tensor => (tensor.Shape, Numbers(tensor.Name, tensor.Shape, random))));
    }

    /// <summary>The same with the numbers that a type can hold.</summary>
    public SmallCheckpoint In(SafetensorsDtype type) => new(Config, Tensors.ToDictionary(tensor => tensor.Key, tensor => (
        tensor.Value.Shape, tensor.Value.Numbers.Select(number => type switch
        {
            SafetensorsDtype.F16 => (float)(Half)number,
            SafetensorsDtype.BF16 => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(number) & 0xFFFF0000),
            _ => number,
        }).ToArray())));

    /// <summary>Writes the folder.</summary>
    /// <param name="folder">Where; it exists.</param>
    /// <param name="type">In what the numbers are stored; they are cut to it.</param>
    /// <param name="shards">Over how many files.</param>
    /// <param name="isMisaligned">Whether a byte lies before all else.</param>
    public SmallCheckpoint Write(string folder, SafetensorsDtype type = SafetensorsDtype.F32, int shards = 1, bool isMisaligned = false)
    {
        File.WriteAllText(Path.Combine(folder, "config.json"), Config.ToJsonString());
        var map = new JsonObject();
        for (var shard = 0; shard < shards; shard++)
        {
            var name = shards == 1 ? "model.safetensors" : $"model-{shard + 1:D5}-of-{shards:D5}.safetensors";
            var writer = new SafetensorsWriter();
            if (isMisaligned) writer.Add("odd", SafetensorsDtype.U8, [1], new byte[1]);
            foreach (var (tensor, (shape, numbers)) in Tensors.Where((_, i) => i % shards == shard))
            {
                writer.Add(tensor, type, shape, Bytes(numbers, type));
                map[tensor] = name;
            }

            writer.WriteFile(Path.Combine(folder, name));
        }

        if (shards > 1) File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), new JsonObject { ["weight_map"] = map }.ToJsonString());
        return this;
    }

    /// <summary>The model, from a folder that is gone when it is there.</summary>
    public LlamaModel Load(WeightPrecision precision = WeightPrecision.F32)
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path);
        return LlamaModel.Load(folder.Path, precision, ComputeDevice.Processor);
    }

    /// <summary>Random tokens.</summary>
    public static int[] Text(int length, long seed = 2)
    {
        var random = new RandomStream(seed, RandomPurpose.Partition);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextInt(Tokens))];
    }

    private static byte[] Bytes(float[] numbers, SafetensorsDtype type) => type switch
    {
        SafetensorsDtype.F16 => MemoryMarshal.AsBytes(numbers.Select(number => (Half)number).ToArray().AsSpan()).ToArray(),
        SafetensorsDtype.BF16 => MemoryMarshal.AsBytes(numbers.Select(number => (ushort)(BitConverter.SingleToUInt32Bits(number) >> 16)).ToArray().AsSpan()).ToArray(),
        _ => MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray(),
    };

    private static float[] Numbers(string name, long[] shape, RandomStream random)
    {
        var numbers = new float[shape.Aggregate(1L, (product, side) => product * side)];
        var (mean, deviation) = name switch
        {
            _ when name.Contains("norm", StringComparison.Ordinal) => (1, 0.2),
            _ when name.EndsWith(".bias", StringComparison.Ordinal) => (0, 0.5),
            _ when name.Contains("embed", StringComparison.Ordinal) => (0, 1),
            _ => (0, 1.5 / Math.Sqrt(shape[1])),
        };
        for (var i = 0; i < numbers.Length; i++) numbers[i] = (float)(mean + deviation * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2);
        return numbers;
    }

    private static IEnumerable<(string Name, long[] Shape)> Shapes(JsonObject config)
    {
        var (width, inner, vocabulary) = ((long)config["hidden_size"]!, (long)config["intermediate_size"]!, (long)config["vocab_size"]!);
        var head = (long?)config["head_dim"] ?? width / (long)config["num_attention_heads"]!;
        var (queries, keys) = ((long)config["num_attention_heads"]! * head, (long)config["num_key_value_heads"]! * head);
        var isQwen = (string)config["model_type"]! == "qwen2";
        bool all = (bool?)config["attention_bias"] == true, mlp = (bool?)config["mlp_bias"] == true;
        yield return ("model.embed_tokens.weight", [vocabulary, width]);
        for (var layer = 0; layer < (int)config["num_hidden_layers"]!; layer++)
        {
            var place = $"model.layers.{layer}.";
            yield return (place + "input_layernorm.weight", [width]);
            yield return (place + "post_attention_layernorm.weight", [width]);
            foreach (var (name, outputs, inputs, hasBias) in new[]
            {
                ("self_attn.q_proj", queries, width, all || isQwen), ("self_attn.k_proj", keys, width, all || isQwen), ("self_attn.v_proj", keys, width, all || isQwen),
                ("self_attn.o_proj", width, queries, all), ("mlp.gate_proj", inner, width, mlp), ("mlp.up_proj", inner, width, mlp), ("mlp.down_proj", width, inner, mlp),
            })
            {
                yield return ($"{place}{name}.weight", [outputs, inputs]);
                if (hasBias) yield return ($"{place}{name}.bias", [outputs]);
            }
        }

        yield return ("model.norm.weight", [width]);
        if ((bool?)config["tie_word_embeddings"] != true) yield return ("lm_head.weight", [vocabulary, width]);
    }
}
