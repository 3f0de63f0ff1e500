using System.Collections;
using System.Reflection;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Language;

public sealed class MemoryFootprintTests : TorchTest
{
    private static readonly LlamaConfig Llama2 = new()
    {
        HiddenSize = 4096,
        IntermediateSize = 11008,
        Layers = 32,
        Heads = 32,
        KeyValueHeads = 32,
        HeadSize = 128,
        VocabularySize = 32000,
        MaximumPositions = 4096,
    };

    [Theory]
    [InlineData(WeightPrecision.F32, "")]
    [InlineData(WeightPrecision.BF16, "")]
    [InlineData(WeightPrecision.I8, "")]
    [InlineData(WeightPrecision.I8, "\"tie_word_embeddings\": true, \"attention_bias\": true, \"mlp_bias\": true")]
    [InlineData(WeightPrecision.BF16, "\"tie_word_embeddings\": true, \"head_dim\": 6")]
    public void Weights_are_the_tensors_that_a_model_holds(WeightPrecision precision, string fields)
    {
        using var model = SmallCheckpoint.With(fields).Load(precision);
        Assert.Equal(Held(model, []), MemoryFootprint.OfWeights(model.Config, precision).Weights);
    }

    [Fact]
    public void Llama_2_with_seven_billion_numbers_takes_13_and_a_half_gigabytes()
    {
        Assert.Equal(2 * 6_738_415_616, MemoryFootprint.OfWeights(Llama2, WeightPrecision.BF16).Weights);
        Assert.Equal(4 * 6_738_415_616, MemoryFootprint.OfWeights(Llama2, WeightPrecision.F32).Weights);
        Assert.InRange(MemoryFootprint.OfWeights(Llama2, WeightPrecision.I8).Weights, 6_738_415_616, 7_600_000_000);
        Assert.Equal("13.5 GB", MemoryFootprint.Show(MemoryFootprint.OfWeights(Llama2, WeightPrecision.BF16).Weights));
    }

    [Fact]
    public void More_of_anything_takes_more()
    {
        MemoryFootprint Of(int rank = 32, int participants = 20, int threads = 1, int batch = 8, int tokens = 512, bool checkpoints = true) =>
            MemoryFootprint.Of(Llama2, WeightPrecision.BF16, new() { Rank = rank }, participants, threads, batch, tokens, checkpoints);
        var plain = Of();
        foreach (var more in new[] { Of(threads: 2), Of(batch: 16), Of(tokens: 1024), Of(checkpoints: false) }) Assert.True(more.Activations > plain.Activations);
        foreach (var more in new[] { Of(rank: 64), Of(participants: 21), Of(threads: 2) }) Assert.True(more.Adapters > plain.Adapters);
        Assert.Equal(plain.Weights + plain.Adapters + plain.Activations, plain.Total);

        // q and v of 32 layers at rank 32: 16.8 million numbers, four times over for each participant and three times for each thread.
        Assert.Equal(32L * 2 * 32 * (4096 + 4096) * 4 * (4 * 20 + 3), plain.Adapters);

        // However much is asked for, it does not wrap around to little.
        Assert.InRange(Of(batch: 1 << 20, tokens: 1 << 20, threads: 64).Activations, 1L << 60, long.MaxValue);
    }

    [Fact]
    public void What_cannot_fit_is_refused_with_its_parts_and_what_helps()
    {
        var footprint = new MemoryFootprint(13_476_831_232, 250_000_000, 1_260_000);
        Assert.Equal(13_728_091_232, footprint.Total);
        footprint.EnsureFits(footprint.Total);
        var error = Assert.Throws<InvalidDataException>(() => footprint.EnsureFits(footprint.Total - 1)).Message;
        Assert.StartsWith("this run needs 13.7 GB of memory (13.5 GB weights, 250.0 MB adapters, about 1.3 MB for training steps), but 13.7 GB are available; ", error);
        Assert.Contains("llm.precision = \"bf16\" or \"int8\"", error);
        Assert.DoesNotContain('\n', error);
    }

    /// <summary>The bytes of all tensors that an object holds, but for the angles of positions.</summary>
    private static long Held(object? held, HashSet<object> seen)
    {
        if (held is null or string or LlamaConfig or RotaryTable || held.GetType().IsPrimitive || held.GetType().IsEnum || (!held.GetType().IsValueType && !seen.Add(held))) return 0;
        if (held is Tensor tensor) return tensor.numel() * tensor.element_size();
        if (held is IEnumerable many) return many.Cast<object>().Sum(one => Held(one, seen));
        return held.GetType().Namespace is "TorchSharp" ? 0
            : held.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public).Sum(field => Held(field.GetValue(held), seen));
    }
}
