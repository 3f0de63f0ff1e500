using Ipfl.Data;
using Ipfl.Protocol;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Language;

/// <summary>An adapter in the weights does what it does beside them, and can be taken out.</summary>
public sealed class MergedCheckpointTests : TorchTest
{
    private static readonly LoraOptions Lora = new() { Rank = 3, Alpha = 5, Targets = ["q_proj", "v_proj", "down_proj"] };

    private readonly TemporaryFolder _base = new(), _adapter = new(), _merged = new(), _again = new();

    public MergedCheckpointTests()
    {
        SmallCheckpoint.With().Write(_base.Path);
        Architecture = new(LlamaModel.ReadConfig(_base.Path), Lora);
        Adapter = Architecture.Initialise(new RandomStream(3, RandomPurpose.InitialModel));
        var random = new RandomStream(4, RandomPurpose.InitialModel);
        foreach (ref var number in Adapter.Floats()) number += (float)(0.2 * random.NextNormal());
        PeftFolder.Write(_adapter.Path, Architecture, Adapter, baseModel: null);
    }

    private AdapterArchitecture Architecture { get; }

    private Tensor Adapter { get; }

    [Fact]
    public void A_merged_model_computes_what_the_model_with_its_adapter_does()
    {
        MergedCheckpoint.Write(_base.Path, _adapter.Path, _merged.Path, WeightPrecision.F32, cancellation: TestContext.Current.CancellationToken);
        using var plain = LlamaModel.Load(_base.Path, WeightPrecision.F32, ComputeDevice.Processor);
        using var merged = LlamaModel.Load(_merged.Path, WeightPrecision.F32, ComputeDevice.Processor);
        int[] text = [5, 1, 30, 7, 7, 12];
        Near.Equal(WithAdapter(plain, text), Logits.Of(merged, text), 1e-4);
        Assert.True(Logits.Distance(Logits.Of(plain, text), Logits.Of(merged, text)) > 0.01, "the adapter changes something");
    }

    [Fact]
    public void What_is_taken_out_again_leaves_the_base_model()
    {
        MergedCheckpoint.Write(_base.Path, _adapter.Path, _merged.Path, WeightPrecision.F32, cancellation: TestContext.Current.CancellationToken);
        MergedCheckpoint.Write(_merged.Path, _adapter.Path, _again.Path, WeightPrecision.F32, takesOut: true, TestContext.Current.CancellationToken);
        using var before = SafetensorsFile.Open(_base.File("model.safetensors"));
        using var after = SafetensorsFile.Open(_again.File("model.safetensors"));
        Assert.Equal(before.Names.Order(), after.Names.Order());
        foreach (var name in before.Names) Near.Equal([.. before.ReadDoubles(name)], [.. after.ReadDoubles(name)], 1e-6);
    }

    [Fact]
    public void A_merged_model_can_be_kept_in_two_bytes_a_number()
    {
        MergedCheckpoint.Write(_base.Path, _adapter.Path, _merged.Path, WeightPrecision.BF16, cancellation: TestContext.Current.CancellationToken);
        using var file = SafetensorsFile.Open(_merged.File("model.safetensors"));
        Assert.All(file.Entries, entry => Assert.Equal(SafetensorsDtype.BF16, entry.Dtype));
        using var merged = LlamaModel.Load(_merged.Path, WeightPrecision.F32, ComputeDevice.Processor);
        using var plain = LlamaModel.Load(_base.Path, WeightPrecision.F32, ComputeDevice.Processor);
        int[] text = [5, 1, 30, 7];
        Assert.True(Logits.Distance(Logits.Of(merged, text), WithAdapter(plain, text)) < 0.03, "only rounding is lost");
    }

    [Fact]
    public void Nothing_is_written_where_it_cannot_be_right()
    {
        var bytes = Assert.Throws<InvalidDataException>(() => MergedCheckpoint.Write(_base.Path, _adapter.Path, _merged.Path, WeightPrecision.I8));
        Assert.Contains("float32 or bf16", bytes.Message, StringComparison.Ordinal);
        var full = Assert.Throws<InvalidDataException>(() => MergedCheckpoint.Write(_base.Path, _adapter.Path, _base.Path, WeightPrecision.F32));
        Assert.Contains("holds a model already", full.Message, StringComparison.Ordinal);
        using var sharded = new TemporaryFolder();
        SmallCheckpoint.With().Write(sharded.Path, shards: 3);
        var before = sharded.Content();
        full = Assert.Throws<InvalidDataException>(() => MergedCheckpoint.Write(_base.Path, _adapter.Path, sharded.Path, WeightPrecision.F32));
        Assert.Contains("holds a model already", full.Message, StringComparison.Ordinal);
        Assert.Equal(before, sharded.Content());
        using var wider = new TemporaryFolder();
        SmallCheckpoint.With("\"hidden_size\": 32").Write(wider.Path);
        Assert.Throws<InvalidDataException>(() => MergedCheckpoint.Write(wider.Path, _adapter.Path, _merged.Path, WeightPrecision.F32));
        Assert.Empty(Directory.GetFileSystemEntries(_merged.Path));
    }

    private double[] WithAdapter(LlamaModel model, int[] text)
    {
        using var untracked = no_grad();
        var architecture = new AdapterArchitecture(model, Lora);
        var tokens = tensor(Array.ConvertAll(text, token => (long)token)).unsqueeze(0);
        return model.Logits(model.Hidden(tokens, architecture.On(architecture.Views(Adapter), dropout: null)).flatten(0, 1)).Numbers();
    }
}
