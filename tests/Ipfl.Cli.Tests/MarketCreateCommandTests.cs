using System.CommandLine;
using Ipfl.Cli.Commands;
using Ipfl.Learning;

namespace Ipfl.Cli.Tests;

/// <summary>What a market's terms come from; what cannot be meant, or does not fit a base model, is told before a server is asked.</summary>
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

    [Fact]
    public void Keys_with_an_option_of_their_own_count_where_they_are_set()
    {
        Assert.Equal((10, "clock", 1.0), Chosen());
        Assert.Equal((77, "critical", 0.5), Chosen("--set", "rounds=77", "--set", "market.mechanism=critical", "--set", "market.max_distance=0.5"));
        Assert.Equal((7, "marginal", 2.0), Chosen("--rounds", "7", "--mechanism", "marginal", "--max-distance", "2"));
        Assert.Equal((7, "clock", 1.0), Chosen("--rounds", "7", "--set", "rounds=7"));
    }

    [Theory]
    [InlineData("--rounds: found 5, but --set rounds=77; allowed is one of the two", "--rounds", "5", "--set", "rounds=77")]
    [InlineData("--rounds: found 10, but --set rounds=77; allowed is one of the two", "--rounds", "10", "--set", "rounds=77")]
    [InlineData("--mechanism: found vcg, but --set market.mechanism=critical; allowed is one of the two", "--mechanism", "vcg", "--set", "market.mechanism=critical")]
    [InlineData("--max-distance: found 0.5, but --set market.max_distance=1; allowed is one of the two", "--max-distance", "0.5", "--set", "market.max_distance=1")]
    public void An_option_and_a_key_that_disagree_are_refused(string told, params string[] options) => Assert.Equal(told, Refused(options));

    [Theory]
    [InlineData("participants=5")]
    [InlineData("algorithm=fedavg")]
    [InlineData("market.gain_scale=5")]
    [InlineData("ipfl.distance=l2")]
    [InlineData("initial_model=model.safetensors")]
    [InlineData("partition.beta=1")]
    public void A_key_that_no_term_comes_from_is_refused(string assignment) =>
        Assert.StartsWith($"--set: {assignment.Split('=')[0]} has no effect on a market's terms; allowed are rounds, steps, ", Refused("--set", assignment), StringComparison.Ordinal);

    [Fact]
    public void The_task_is_named_by_its_option() =>
        Assert.Equal("--set: task has no effect on a market; use --task", Refused("--set", "task=demo"));

    [Fact]
    public void New_terms_pay_for_what_models_are_worth_and_no_option_goes_for_nothing()
    {
        var usual = Terms();
        Assert.Equal(("clock", "cosine", "mean", 2.0, 0.05, 0.1), (usual.Mechanism, usual.Evidence, usual.Import, usual.Clip, usual.ExclusiveDistance, usual.TrialShare));
        var published = Terms("--mechanism", "marginal", "--evidence", "none", "--import", "pull", "--trial-share", "0");
        Assert.Equal(("none", "pull", 0.0, 0.0, ""), (published.Evidence, published.Import, published.Clip, published.ExclusiveDistance, published.Fallback));
        Assert.Equal("clock", Terms("--mechanism", "vcg").Fallback);
        _folder.Write("set.safetensors", "a labelled set");
        var probed = Terms("--probe", _folder.File("set.safetensors"));
        Assert.Equal(("probe", 14L, 64), (probed.Evidence, probed.Probe.Bytes, probed.Probe.Digest.Length));
    }

    [Theory]
    [InlineData("--clip: found 3 with --import pull; allowed with --import mean", "--clip", "3", "--import", "pull")]
    [InlineData("--evidence: found probe without --probe FILE, the labelled set that models are judged on", "--evidence", "probe")]
    public void Options_of_worth_that_have_no_effect_are_refused(string told, params string[] options) => Assert.Equal(told, Refused(options));

    private static Ipfl.Protocol.V1.Terms Terms(params string[] words)
    {
        var (options, command) = (new MarketTermsOptions(), new Command("create"));
        options.AddTo(command);
        return options.Resolve(command.Parse(words), "advisers").Terms;
    }

    private static (int Rounds, string Mechanism, double MaxDistance) Chosen(params string[] words)
    {
        var (options, command) = (new MarketTermsOptions(), new Command("create"));
        options.AddTo(command);
        var terms = options.Resolve(command.Parse(words), "advisers").Terms;
        return (terms.Rounds, terms.Mechanism, terms.MaxDistance);
    }

    private string Refused(params string[] options) => CommandResult.Of(["market", "create", "advisers", "--data", _folder.File("server"), .. options]).Refusal();
}
