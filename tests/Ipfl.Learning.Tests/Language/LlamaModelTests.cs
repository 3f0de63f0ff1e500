using Ipfl.Protocol;

namespace Ipfl.Learning.Tests.Language;

/// <summary>The network against a slow one that is obviously right.</summary>
public sealed class LlamaModelTests : TorchTest
{
    private static readonly int[][] Texts = [SmallCheckpoint.Text(24), SmallCheckpoint.Text(24, seed: 3)];

    [Theory]
    [InlineData("")]
    [InlineData("\"num_key_value_heads\": 4")]
    [InlineData("\"num_key_value_heads\": 1")]
    [InlineData("\"head_dim\": 6")]
    [InlineData("\"hidden_size\": 18, \"head_dim\": 8")]
    [InlineData("\"tie_word_embeddings\": true")]
    [InlineData("\"attention_bias\": true")]
    [InlineData("\"mlp_bias\": true")]
    [InlineData("\"rms_norm_eps\": 0.1, \"rope_theta\": 500.0")]
    [InlineData("\"sliding_window\": 5")]
    [InlineData("\"model_type\": \"qwen2\", \"tie_word_embeddings\": true, \"sliding_window\": 5, \"use_sliding_window\": false")]
    [InlineData("\"model_type\": \"qwen2\", \"sliding_window\": 5, \"use_sliding_window\": true, \"max_window_layers\": 0")]
    [InlineData("\"model_type\": \"mistral\", \"sliding_window\": 5")]
    [InlineData("\"model_type\": \"mistral\", \"sliding_window\": 1")]
    [InlineData("\"model_type\": \"mistral\", \"sliding_window\": null")]
    [InlineData("\"rope_scaling\": { \"type\": \"linear\", \"factor\": 3.0 }")]
    [InlineData("\"rope_scaling\": { \"rope_type\": \"llama3\", \"factor\": 8.0, \"low_freq_factor\": 1.0, \"high_freq_factor\": 4.0, \"original_max_position_embeddings\": 64 }, \"head_dim\": 8")]
    [InlineData("\"rope_theta\": null, \"rope_parameters\": { \"rope_type\": \"default\", \"rope_theta\": 100.0 }")]
    [InlineData("\"rope_theta\": null, \"rope_parameters\": { \"rope_type\": \"linear\", \"rope_theta\": 100.0, \"factor\": 2.0 }")]
    public void Logits_are_those_of_the_reference(string fields)
    {
        var checkpoint = SmallCheckpoint.With(fields);
        using var model = checkpoint.Load();
        Near.Equal(Logits.Of(checkpoint.Reference, Texts), Logits.Of(model, Texts), 1e-4);
    }

    /// <summary>What the cases above rest on: each of these changes what the reference says.</summary>
    [Theory]
    [InlineData("\"model_type\": \"mistral\", \"sliding_window\": 5")]
    [InlineData("\"rope_scaling\": { \"type\": \"linear\", \"factor\": 3.0 }")]
    [InlineData("\"rope_theta\": 100.0")]
    [InlineData("\"rms_norm_eps\": 0.1")]
    public void Settings_matter(string fields)
    {
        var (changed, plain) = (Logits.Of(SmallCheckpoint.With(fields).Reference, Texts), Logits.Of(SmallCheckpoint.With().Reference, Texts));
        Assert.InRange(Logits.Distance(changed, plain), 0.05, double.MaxValue);
    }

    [Theory]
    [InlineData(SafetensorsDtype.F32, 1, false)]
    [InlineData(SafetensorsDtype.BF16, 1, false)]
    [InlineData(SafetensorsDtype.F16, 1, false)]
    [InlineData(SafetensorsDtype.F32, 3, false)]
    [InlineData(SafetensorsDtype.BF16, 3, false)]
    [InlineData(SafetensorsDtype.F32, 1, true)]
    [InlineData(SafetensorsDtype.BF16, 1, true)]
    [InlineData(SafetensorsDtype.F16, 3, true)]
    public void Stored_in_any_way_the_numbers_are_the_same(SafetensorsDtype type, int shards, bool isMisaligned)
    {
        using var folder = new TemporaryFolder();
        var checkpoint = SmallCheckpoint.With("\"attention_bias\": true").Write(folder.Path, type, shards, isMisaligned);
        LlamaModel.CheckWeights(folder.Path);
        using var model = LlamaModel.Load(folder.Path, WeightPrecision.F32, ComputeDevice.Processor);
        Near.Equal(Logits.Of(checkpoint.In(type).Reference, Texts), Logits.Of(model, Texts), 1e-4);
    }

    [Fact]
    public void A_text_longer_than_the_table_of_angles_is_computed_too()
    {
        var (checkpoint, text) = (SmallCheckpoint.With("\"num_hidden_layers\": 1, \"num_attention_heads\": 1, \"num_key_value_heads\": 1, \"head_dim\": 4"), SmallCheckpoint.Text(600));
        using var model = checkpoint.Load();
        Near.Equal(Logits.Of(checkpoint.Reference, text), Logits.Of(model, text), 3e-4);
    }
}
