using System.Text.Json.Nodes;
using Ipfl.Protocol;

namespace Ipfl.Learning.Tests.Language;

/// <summary>Checkpoints that somebody damaged or made up: each ends in one line that names the file and what is wrong.</summary>
public sealed class HostileCheckpointTests : TorchTest
{
    private const string Query = "model.layers.0.self_attn.q_proj.weight";

    [Theory]
    [InlineData("\"model_type\": \"gpt2\"", "model_type: found 'gpt2'; allowed is llama, mistral or qwen2")]
    [InlineData("\"model_type\": null", "model_type: found nothing")]
    [InlineData("\"model_type\": \"a\\nb\"", "model_type: found 'a?b'")]
    [InlineData("\"model_type\": \"\\ud800\"", "model_type: found bytes that are no text")]
    [InlineData("\"model_type\": 7", "model_type: found 7; allowed is a text")]
    [InlineData("\"hidden_act\": \"gelu\"", "hidden_act: found 'gelu'; allowed is silu")]
    [InlineData("\"quantization_config\": { \"bits\": 4 }", "quantization_config: found a quantised checkpoint")]
    [InlineData("\"hidden_size\": 0", "hidden_size: found 0; allowed is a whole number from 1 to 1048576")]
    [InlineData("\"hidden_size\": -16", "hidden_size: found -16")]
    [InlineData("\"hidden_size\": 1e30", "hidden_size: found 1e30")]
    [InlineData("\"hidden_size\": 16.5", "hidden_size: found 16.5")]
    [InlineData("\"hidden_size\": \"16\"", "hidden_size: found \"16\"")]
    [InlineData("\"hidden_size\": 18", "head_dim: found nothing")]
    [InlineData("\"num_hidden_layers\": 2000000000", "num_hidden_layers: found 2000000000; allowed is a whole number from 1 to 10000")]
    [InlineData("\"vocab_size\": 99999999999999", "vocab_size: found 99999999999999")]
    [InlineData("\"intermediate_size\": null", "intermediate_size: found nothing")]
    [InlineData("\"num_key_value_heads\": 3", "num_key_value_heads: found 3; allowed is a divisor of num_attention_heads (4)")]
    [InlineData("\"num_key_value_heads\": 8", "num_key_value_heads: found 8; allowed is a whole number from 1 to 4")]
    [InlineData("\"head_dim\": 5", "head_dim: found 5; allowed is an even number")]
    [InlineData("\"head_dim\": 1048576", "head_dim: found 4 heads of 1048576")]
    [InlineData("\"rms_norm_eps\": 0", "rms_norm_eps: found 0")]
    [InlineData("\"rope_theta\": -1", "rope_theta: found -1")]
    [InlineData("\"rope_scaling\": { \"type\": \"yarn\" }", "rope_type: found 'yarn'; allowed is default, linear or llama3")]
    [InlineData("\"rope_scaling\": { \"type\": \"linear\" }", "factor: found nothing")]
    [InlineData("\"rope_scaling\": [1]", "rope_scaling: found [1]; allowed is an object")]
    [InlineData("\"rope_scaling\": { \"rope_type\": \"llama3\", \"factor\": 2, \"low_freq_factor\": 4, \"high_freq_factor\": 4 }", "high_freq_factor: found 4; allowed is more than low_freq_factor (4)")]
    [InlineData("\"tie_word_embeddings\": \"yes\"", "tie_word_embeddings: found \"yes\"; allowed is true or false")]
    [InlineData("\"model_type\": \"mistral\", \"sliding_window\": 0", "sliding_window: found 0")]
    [InlineData("\"model_type\": \"qwen2\", \"sliding_window\": 4, \"use_sliding_window\": true, \"max_window_layers\": 1", "max_window_layers: found 1; allowed is 0, for a window in all layers, or at least num_hidden_layers (2), for none")]
    public void A_configuration_that_does_not_serve(string fields, string message) => Refused<InvalidDataException>(
        folder =>
        {
            var config = SmallCheckpoint.With().Config;
            foreach (var key in ((JsonObject)JsonNode.Parse($"{{ {fields} }}")!).Select(field => field.Key)) config.Remove(key);
            folder.Write("config.json", $"{config.ToJsonString()[..^1]}, {fields} }}");
        },
        $"config.json: {message}");

    [Fact]
    public void Files_that_are_missing_or_no_such_files()
    {
        Refused<FileNotFoundException>(folder => Directory.Delete(folder.Path, recursive: true), "config.json: no such file; a checkpoint is a folder with");
        Refused<FileNotFoundException>(folder => File.Delete(folder.File("config.json")), "config.json: no such file");
        Refused<FileNotFoundException>(folder => File.Delete(folder.File("model.safetensors")), "holds no weights; model.safetensors or model.safetensors.index.json");
        Refused<InvalidDataException>(folder => folder.Write("config.json", "{ \"model_type\":\n,"), "config.json: is no JSON");
        Refused<InvalidDataException>(folder => folder.Write("config.json", "[]"), "config.json: must hold one JSON object");
        Refused<InvalidDataException>(folder => folder.Write("config.json", [.. "{ \"model_type\": \""u8, 0xFF, .. "\" }"u8]), "config.json: ");
        Refused<InvalidDataException>(folder => folder.Write("model.safetensors", "no weights"), "model.safetensors: ");
        foreach (var kept in new[] { 0.0, 0.001, 0.5, 0.9999 })
        {
            Refused<InvalidDataException>(
                folder =>
                {
                    var bytes = File.ReadAllBytes(folder.File("model.safetensors"));
                    folder.Write("model.safetensors", bytes[..(int)(kept * bytes.Length)]);
                },
                "model.safetensors: ");
        }
    }

    [Fact]
    public void Weights_that_are_not_those_of_the_configuration()
    {
        Weights(tensors => tensors.Remove(Query), $"its weights lack {Query}, which config.json asks for");
        Weights(tensors => tensors.Remove("lm_head.weight"), "its weights lack lm_head.weight");
        Weights(tensors => tensors[Query] = ([8, 32], tensors[Query].Numbers), $"model.safetensors: {Query} is [8, 32]; by config.json it must be [16, 16]");
        Weights(tensors => tensors[Query] = ([256], tensors[Query].Numbers), $"{Query} is [256]");
        Weights(tensors => tensors["model.norm.weight"] = ([], [1]), "model.norm.weight is []");
        Refused<InvalidDataException>(folder =>
        {
            var writer = new SafetensorsWriter();
            foreach (var (name, (shape, numbers)) in SmallCheckpoint.With().Tensors)
            {
                if (name == Query) writer.Add(name, shape, Array.ConvertAll(numbers, number => (long)number));
                else writer.Add(name, shape, numbers);
            }

            writer.WriteFile(folder.File("model.safetensors"));
        }, $"model.safetensors: {Query} has dtype I64; allowed are F32, F16 and BF16");
    }

    [Fact]
    public void Shards_that_are_not_what_the_index_says()
    {
        const string first = "model-00001-of-00003.safetensors", index = "model.safetensors.index.json";
        Refused<FileNotFoundException>(folder => File.Delete(folder.File(first)), $"the shard '{first}' is missing; {index} says that it holds ", shards: 3);
        Index("../x", "'../x'; allowed is the name of a file in the same folder");
        Index("/etc/passwd", "allowed is the name of a file in the same folder");
        Index("", "allowed is the name of a file in the same folder");
        Index(7, $"{index}: weight_map.{Query}: found 7; allowed is a text");
        Index("model-00003-of-00003.safetensors", $"model-00003-of-00003.safetensors: lacks {Query}, which {index} says it holds");
        Refused<InvalidDataException>(folder => folder.Write(index, "{}"), $"{index}: weight_map: found nothing; allowed is an object of texts", shards: 3);
        Refused<InvalidDataException>(folder => folder.Write(index, "{ \"weight_map\": {} }"), "its weights lack model.embed_tokens.weight", shards: 3);
        foreach (var odd in new[] { "..", ".", "a\nb", "a\0b" })
        {
            using var folder = Folder(shards: 3);
            Place(folder, odd);
            Assert.DoesNotContain('\n', Assert.Throws<FileNotFoundException>(() => LlamaModel.CheckWeights(folder.Path)).Message);
        }

        void Index(JsonNode shard, string message) => Refused<InvalidDataException>(folder => Place(folder, shard), message, shards: 3);

        static void Place(TemporaryFolder folder, JsonNode shard)
        {
            var map = JsonNode.Parse(File.ReadAllText(folder.File(index)))!;
            map["weight_map"]![Query] = shard.DeepClone();
            folder.Write(index, map.ToJsonString());
        }
    }

    private static void Weights(Action<Dictionary<string, (long[] Shape, float[] Numbers)>> change, string message) => Refused<InvalidDataException>(folder =>
    {
        var checkpoint = SmallCheckpoint.With();
        change(checkpoint.Tensors);
        checkpoint.Write(folder.Path);
    }, message);

    private static TemporaryFolder Folder(int shards)
    {
        var folder = new TemporaryFolder();
        SmallCheckpoint.With().Write(folder.Path, shards: shards);
        LlamaModel.CheckWeights(folder.Path);
        return folder;
    }

    /// <summary>Checking and loading both refuse, and alike.</summary>
    private static void Refused<T>(Action<TemporaryFolder> damage, string message, int shards = 1) where T : Exception
    {
        var folder = Folder(shards);
        try
        {
            damage(folder);
            foreach (var act in new Action[] { () => LlamaModel.CheckWeights(folder.Path), () => LlamaModel.Load(folder.Path, WeightPrecision.F32, ComputeDevice.Processor) })
            {
                var error = Assert.Throws<T>(act);
                Assert.StartsWith(folder.Path, error.Message);
                Assert.Contains(message, error.Message);
                Assert.DoesNotContain('\n', error.Message);
            }
        }
        finally
        {
            if (Directory.Exists(folder.Path)) folder.Dispose();
        }
    }
}
