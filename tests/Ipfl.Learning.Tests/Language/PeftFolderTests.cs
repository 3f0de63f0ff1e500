using System.Text.Json.Nodes;
using Ipfl.Data;
using Ipfl.Protocol;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Language;

/// <summary>Adapters as files that PEFT reads and writes.</summary>
public sealed class PeftFolderTests : TorchTest
{
    private static readonly LlamaConfig Small = new()
    {
        HiddenSize = 16,
        IntermediateSize = 24,
        Layers = 2,
        Heads = 4,
        KeyValueHeads = 2,
        HeadSize = 4,
        VocabularySize = 31,
        MaximumPositions = 64,
    };

    private static readonly LlamaConfig Other = new()
    {
        HiddenSize = 20,
        IntermediateSize = 12,
        Layers = 3,
        Heads = 2,
        KeyValueHeads = 1,
        HeadSize = 6,
        VocabularySize = 50,
        MaximumPositions = 64,
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_adapter_comes_back_bit_by_bit(bool isOther)
    {
        using var folder = new TemporaryFolder();
        var architecture = isOther
            ? new AdapterArchitecture(Other, new() { Rank = 3, Alpha = 4.5, Dropout = 0.1, Targets = LoraOptions.Projections })
            : new AdapterArchitecture(Small, new() { Rank = 2, Targets = ["v_proj", "q_proj"] });
        var adapter = Random(architecture);
        PeftFolder.Write(folder.File("new/adapter"), architecture, adapter, baseModel: null);

        var options = PeftFolder.ReadOptions(folder.File("new/adapter"));
        Assert.Equal((architecture.Options.Rank, architecture.Options.Alpha, architecture.Options.Dropout), (options.Rank, options.Alpha, options.Dropout));
        Assert.Equal(architecture.Options.Targets.Order(), options.Targets.Order());

        // The same adapter, whatever the order in which the projections are named.
        var again = new AdapterArchitecture(isOther ? Other : Small, options);
        using var back = PeftFolder.Read(folder.File("new/adapter"), again);
        var (written, read) = (architecture.Parameters.Zip(architecture.Views(adapter)).ToList(), again.Parameters.Zip(again.Views(back)).ToDictionary(pair => pair.First.Name, pair => pair.Second));
        Assert.Equal(written.Count, read.Count);
        Assert.All(written, pair => Assert.Equal(pair.Second.Numbers(), read[pair.First.Name].Numbers()));
    }

    [Fact]
    public void The_files_say_what_PEFT_expects()
    {
        using var folder = new TemporaryFolder();
        var architecture = new AdapterArchitecture(Small, new() { Rank = 2, Alpha = 4, Dropout = 0.05, Targets = ["q_proj", "down_proj"] });
        PeftFolder.Write(folder.Path, architecture, Random(architecture), "models/base");
        var config = (JsonObject)JsonNode.Parse(File.ReadAllText(folder.File("adapter_config.json")))!;
        Assert.Equal(
            """{"base_model_name_or_path":"models/base","bias":"none","fan_in_fan_out":false,"inference_mode":true,"init_lora_weights":true,"lora_alpha":4,"lora_dropout":0.05,"modules_to_save":null,"peft_type":"LORA","r":2,"target_modules":["q_proj","down_proj"],"task_type":"CAUSAL_LM"}""",
            config.ToJsonString());
        using var file = SafetensorsFile.Open(folder.File("adapter_model.safetensors"));
        Assert.Equal(
            [
                "base_model.model.model.layers.0.mlp.down_proj.lora_A.weight [2, 24]", "base_model.model.model.layers.0.mlp.down_proj.lora_B.weight [16, 2]",
                "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight [2, 16]", "base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight [16, 2]",
                "base_model.model.model.layers.1.mlp.down_proj.lora_A.weight [2, 24]", "base_model.model.model.layers.1.mlp.down_proj.lora_B.weight [16, 2]",
                "base_model.model.model.layers.1.self_attn.q_proj.lora_A.weight [2, 16]", "base_model.model.model.layers.1.self_attn.q_proj.lora_B.weight [16, 2]",
            ],
            file.Entries.Select(entry => $"{entry.Name} [{string.Join(", ", entry.Shape)}]").Order(StringComparer.Ordinal));
        Assert.Equal(["adapter_config.json", "adapter_model.safetensors"], folder.Names());
    }

    /// <summary>At first an adapter changes nothing: B is zero, and A is drawn as PEFT draws it.</summary>
    [Fact]
    public void A_new_adapter_is_drawn_as_PEFT_draws_it()
    {
        var architecture = new AdapterArchitecture(Small, new() { Rank = 8, Targets = ["down_proj"] });
        var views = architecture.Views(architecture.Initialise(new RandomStream(1, RandomPurpose.InitialModel)));
        foreach (var (a, b) in new[] { (views[0], views[1]), (views[2], views[3]) })
        {
            var bound = 1 / Math.Sqrt(24);
            Assert.InRange(a.Numbers().Max(Math.Abs), 0.9 * bound, bound);
            Assert.Equal(0, a.Numbers().Average(), 0.2 * bound);
            Assert.All(b.Numbers(), number => Assert.Equal(0, number));
        }
    }

    private static Tensor Random(AdapterArchitecture architecture)
    {
        var adapter = zeros(architecture.Size);
        FanInInitialisation.FillNormal(adapter.Floats(), 1, new RandomStream(2, RandomPurpose.InitialModel));
        return adapter;
    }
}
