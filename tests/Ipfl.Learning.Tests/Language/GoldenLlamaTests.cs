using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Language;

[Trait("Category", "Golden")]
public sealed class GoldenLlamaTests : TorchTest
{
    private const double Lambda = 5;

    private static readonly LoraOptions Lora = new() { Rank = 4, Alpha = 8, Dropout = 0 };

    [Fact]
    public void Logits_agree()
    {
        using var golden = new Golden("llama-tiny/expected.safetensors");
        using var model = Load();
        var tokens = golden.Int64s("tokens");
        using var untracked = no_grad();
        var logits = model.Logits(model.Hidden(tokens, adapter: null).flatten(0, 1));
        Near.Equal(golden.Numbers("logits"), logits.Numbers(), 1e-4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Five_steps_of_an_adapter_agree(bool checkpoints)
    {
        using var golden = new Golden("llama-tiny/expected.safetensors");
        using var model = Load();
        var architecture = new AdapterArchitecture(model, Lora);
        var adapter = Flat(golden, architecture, "adapter_init");
        var centre = golden.Singles("proximal_center");
        var records = Records(golden);
        var losses = new List<double>();

        using var optimiser = new LocalAdamW(architecture, checkpoints);
        optimiser.Begin(adapter, (new ProximalTerm(centre, 2 * Lambda), centre), new RandomStream(0, RandomPurpose.Dropout));
        for (var step = 0; step < 5; step++)
        {
            var pull = Lambda * (adapter - centre).square().sum().item<float>();
            var loss = optimiser.Step(records, rate: 1e-3, decay: 0);
            losses.AddRange([loss, loss + pull]);
        }

        Near.Equal(golden.Numbers("losses"), losses.ToArray(), 1e-4);
        Near.Equal(Flat(golden, architecture, "adapter_final").Numbers(), adapter.Numbers(), 1e-5);
    }

    [Fact]
    public void The_greedy_continuation_agrees()
    {
        using var golden = new Golden("llama-tiny/expected.safetensors");
        using var model = Load();
        int[] expected = [.. golden.Integers("greedy").Select(token => (int)token)];
        using var generation = new TextGeneration(model);
        var made = generation.Continue(expected[..8], [], new() { MaximumTokens = 12 }, TestContext.Current.CancellationToken);
        Assert.Equal(expected[8..], made);
    }

    private static LlamaModel Load() => LlamaModel.Load(SharedFolder.Golden("llama-tiny"), WeightPrecision.F32, ComputeDevice.Processor);

    /// <summary>The mask counts a token that is predicted; here those are the ends of the texts.</summary>
    private static TokenisedRecord[] Records(Golden golden)
    {
        var (tokens, mask, length) = (golden.Integers("tokens"), golden.Integers("loss_mask"), (int)golden.Shape("tokens")[1]);
        return [.. Enumerable.Range(0, tokens.Length / length).Select(row =>
        {
            var counted = mask[(row * length)..((row + 1) * length)];
            Assert.True(counted.SequenceEqual(counted.Order()), "the mask is the end of the text");
            return new TokenisedRecord([.. tokens[(row * length)..((row + 1) * length)].Select(token => (int)token)], Array.IndexOf(counted, 1));
        })];
    }

    private static Tensor Flat(Golden golden, AdapterArchitecture architecture, string prefix) => cat(
        [.. architecture.Parameters.Select(p => golden.Singles(p.Name.Replace("base_model.model", prefix, StringComparison.Ordinal).Replace(".weight", "", StringComparison.Ordinal)).flatten())], 0);
}
