using System.Text.Json.Nodes;
using Ipfl.Protocol;

namespace Ipfl.Learning.Tests.Language;

/// <summary>Adapter folders that others wrote: each ends in one line that says where and what.</summary>
public sealed class HostileAdapterTests : TorchTest
{
    private const string Weights = "adapter_model.safetensors";

    private static readonly LlamaConfig Small = new()
    {
        HiddenSize = 8,
        IntermediateSize = 8,
        Layers = 1,
        Heads = 2,
        KeyValueHeads = 1,
        HeadSize = 4,
        VocabularySize = 9,
        MaximumPositions = 16,
    };

    private static readonly string Name = "base_model.model.model.layers.0.self_attn.q_proj.lora_";

    [Theory]
    [InlineData("\"r\": 0", "r: found 0; allowed is a whole number from 1 to")]
    [InlineData("\"r\": 2000000", "r: found 2000000")]
    [InlineData("\"r\": 99999999999", "r: found 99999999999")]
    [InlineData("\"r\": \"two\"", "r: found \"two\"")]
    [InlineData("\"r\": null", "r: found nothing")]
    [InlineData("\"lora_alpha\": 0", "lora_alpha: found 0; allowed is a positive number")]
    [InlineData("\"lora_alpha\": 1e999", "lora_alpha: found 1e999")]
    [InlineData("\"lora_dropout\": 1", "lora_dropout: found 1; allowed is a number ≥ 0 and < 1")]
    [InlineData("\"target_modules\": [\"c_attn\"]", "target_modules: found c_attn; allowed is different ones of q_proj")]
    [InlineData("\"target_modules\": [\"q_proj\", \"q_proj\"]", "target_modules: found q_proj, q_proj")]
    [InlineData("\"target_modules\": []", "target_modules: found")]
    [InlineData("\"target_modules\": \"all-linear\"", "target_modules: found \"all-linear\"; allowed is a list of texts")]
    [InlineData("\"target_modules\": [\"\\ud800\"]", "target_modules: found bytes that are no text")]
    [InlineData("\"target_modules\": [\"a\\nb\"]", "target_modules: found a?b")]
    [InlineData("\"use_dora\": true", "use_dora: found true")]
    [InlineData("\"use_rslora\": true", "use_rslora: found true")]
    [InlineData("\"alpha_pattern\": { \"q_proj\": 3 }", "alpha_pattern: found something")]
    [InlineData("\"modules_to_save\": [\"lm_head\"]", "modules_to_save: found something")]
    [InlineData("\"init_lora_weights\": \"pissa\"", "init_lora_weights: found 'pissa'; allowed is true, false or 'gaussian'")]
    [InlineData("\"init_lora_weights\": \"olora\"", "init_lora_weights: found 'olora'")]
    [InlineData("\"use_qalora\": true", "use_qalora: found true")]
    [InlineData("\"lora_bias\": true", "lora_bias: found true")]
    [InlineData("\"layer_replication\": [[0, 1], [0, 1]]", "layer_replication: found something")]
    [InlineData("\"trainable_token_indices\": [3]", "trainable_token_indices: found something")]
    [InlineData("\"alora_invocation_tokens\": [3, 4]", "alora_invocation_tokens: found something")]
    [InlineData("\"bias\": \"all\"", "bias: found 'all'; allowed is none")]
    [InlineData("\"peft_type\": \"PREFIX_TUNING\"", "peft_type: found 'PREFIX_TUNING'; allowed is LORA")]
    public void Options_that_are_not_those_of_a_plain_adapter_are_refused(string field, string message)
    {
        using var folder = new TemporaryFolder();
        var config = (JsonObject)JsonNode.Parse("""{ "r": 2, "lora_alpha": 4, "target_modules": ["q_proj"], "rank_pattern": {}, "alpha_pattern": {}, "peft_type": "LORA" }""")!;
        folder.Write("adapter_config.json", config.ToJsonString());
        Assert.Equal(2, PeftFolder.ReadOptions(folder.Path).Rank);

        var key = field.Split('"')[1];
        config.Remove(key);
        folder.Write("adapter_config.json", $"{config.ToJsonString()[..^1]}, {field} }}");
        Refused<InvalidDataException>(() => PeftFolder.ReadOptions(folder.Path), $"{folder.File("adapter_config.json")}: {message}");
    }

    [Fact]
    public void A_missing_or_damaged_file_is_named()
    {
        using var folder = new TemporaryFolder();
        Refused<FileNotFoundException>(() => PeftFolder.ReadOptions(folder.File("none")), "adapter_config.json");
        Refused<FileNotFoundException>(() => PeftFolder.Read(folder.Path, Adapter(2)), Weights);
        foreach (var text in new[] { "", "{", "[]", "3", "{ \"r\":\n2,, }" })
        {
            folder.Write("adapter_config.json", text);
            Refused<InvalidDataException>(() => PeftFolder.ReadOptions(folder.Path), folder.File("adapter_config.json"));
        }
    }

    [Fact]
    public void Weights_of_another_adapter_are_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File(Weights);
        Write(path, [2, 8], [8, 2], 1);
        using (var read = PeftFolder.Read(folder.Path, Adapter(2))) Assert.Equal(32, read.numel());

        // So large a rank would take gigabytes; it is refused before they are asked for.
        Refused<InvalidDataException>(() => PeftFolder.Read(folder.Path, Adapter(1 << 20)), $"{path}: {Name}A.weight is [2, 8]; lora needs [1048576, 8]");
        Write(path, [2, 8], [2, 8], 1);
        Refused<InvalidDataException>(() => PeftFolder.Read(folder.Path, Adapter(2)), $"{path}: {Name}B.weight is [2, 8]; lora needs [8, 2]");
        Write(path, [2, 8], [8, 2], float.NaN);
        Refused<InvalidDataException>(() => PeftFolder.Read(folder.Path, Adapter(2)), $"{path}: {Name}B.weight holds numbers that are not finite");
        Write(path, [2, 8], [8, 2], 1, "base_model.model.lm_head.\nweight");
        Refused<InvalidDataException>(() => PeftFolder.Read(folder.Path, Adapter(2)), $"{path}: holds base_model.model.lm_head.?weight too, which adapter_config.json does not speak of");
        var writer = new SafetensorsWriter();
        writer.Add("a\nb", [1], new float[1]);
        writer.WriteFile(path);
        Refused<InvalidDataException>(() => PeftFolder.Read(folder.Path, Adapter(2)), $"{path}: lacks {Name}A.weight, a parameter of lora; found a?b");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^2]);
        Refused<InvalidDataException>(() => PeftFolder.Read(folder.Path, Adapter(2)), path);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        foreach (var options in new LoraOptions[]
        {
            new() { Rank = 0 }, new() { Alpha = 0 }, new() { Alpha = double.NaN }, new() { Dropout = 1 }, new() { Dropout = double.NaN }, new() { Targets = [] },
            new() { Targets = ["q_proj", "q_proj"] }, new() { Targets = ["lm_head"] },
        })
        {
            Assert.ThrowsAny<ArgumentException>(() => new AdapterArchitecture(Small, options));
        }

        Assert.Throws<InvalidOperationException>(() => Adapter(2).Model);
    }

    private static AdapterArchitecture Adapter(int rank) => new(Small, new() { Rank = rank, Targets = ["q_proj"] });

    private static void Write(string path, long[] a, long[] b, float last, string? further = null)
    {
        var writer = new SafetensorsWriter();
        writer.Add(Name + "A.weight", a, new float[16]);
        writer.Add(Name + "B.weight", b, new float[16].Select((_, i) => i == 15 ? last : 0).ToArray());
        if (further is not null) writer.Add(further, [1], new float[1]);
        writer.WriteFile(path);
    }

    private static void Refused<T>(Func<object> act, string message) where T : Exception
    {
        var error = Assert.Throws<T>(act);
        Assert.Contains(message, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }
}
