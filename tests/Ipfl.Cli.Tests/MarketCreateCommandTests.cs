using Ipfl.Learning;

namespace Ipfl.Cli.Tests;

/// <summary>Markets for adapters: what does not fit the base model is told before a server is asked.</summary>
public sealed class MarketCreateCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_base_model_has_to_be_named() =>
        Assert.StartsWith("llm.model: found nothing; allowed is the folder of the base model", Refused("--task", "instruct"), StringComparison.Ordinal);

    [Fact]
    public void A_base_model_has_to_be_there() =>
        Assert.Contains(_folder.File("none"), Refused("--task", "instruct", "--set", $"llm.model={_folder.File("none")}"), StringComparison.Ordinal);

    [Fact]
    public void An_initial_adapter_has_to_fit()
    {
        _folder.Write("base/config.json", """
            {"model_type": "llama", "hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2,
             "num_key_value_heads": 1, "vocab_size": 300, "max_position_embeddings": 64, "rms_norm_eps": 1e-5}
            """);
        ModelFile.Draw(_folder.File("adapter.safetensors"), new AdapterArchitecture(LlamaModel.ReadConfig(_folder.File("base")), new() { Rank = 4 }), seed: 1);
        var told = Refused("--task", "instruct", "--set", $"llm.model={_folder.File("base")}", "--set", "llm.rank=8", "--initial", _folder.File("adapter.safetensors"));
        Assert.Contains("layers.0.self_attn.q_proj.lora_A.weight is [4, 16]; lora needs [8, 16]", told, StringComparison.Ordinal);
    }

    private string Refused(params string[] options) => CommandResult.Of(["market", "create", "advisers", "--data", _folder.File("server"), .. options]).Refusal();
}
