using System.Globalization;

namespace Ipfl.Learning;

/// <summary>What training adapters of a model takes in memory, in bytes, computed from sizes alone.</summary>
/// <param name="Weights">The frozen weights.</param>
/// <param name="Adapters">The participants' adapters, what the market makes of them, gradients and moments.</param>
/// <param name="Activations">What a training step keeps on all threads together: an estimate.</param>
public sealed record MemoryFootprint(long Weights, long Adapters, long Activations)
{
    /// <summary>No part is stated to be larger, so that sums stay sums.</summary>
    private const long Largest = long.MaxValue / 4;

    /// <summary>All of it.</summary>
    public long Total => Weights + Adapters + Activations;

    /// <summary>The footprint of weights alone.</summary>
    /// <param name="config">The model's sizes.</param>
    /// <param name="precision">How its weights lie in memory.</param>
    public static MemoryFootprint OfWeights(LlamaConfig config, WeightPrecision precision)
    {
        ArgumentNullException.ThrowIfNull(config);
        var plain = precision == WeightPrecision.BF16 ? 2 : sizeof(float);
        var bytes = LlamaLayout.All(config).Sum(tensor =>
        {
            var count = tensor.Shape.Aggregate(1L, (product, side) => product * side);
            return precision == WeightPrecision.I8 && LlamaLayout.IsProjection(tensor.Name) ? count + plain * tensor.Shape[0] : plain * count;
        });
        return new(bytes, 0, 0);
    }

    /// <summary>The footprint of a federation.</summary>
    /// <param name="config">The model's sizes.</param>
    /// <param name="precision">How its weights lie in memory.</param>
    /// <param name="lora">The adapters.</param>
    /// <param name="participants">How many there are.</param>
    /// <param name="threads">How many train at a time.</param>
    /// <param name="batch">Records in a step.</param>
    /// <param name="tokens">Tokens of the longest.</param>
    /// <param name="checkpoints">Whether layers are computed again for their gradients.</param>
    public static MemoryFootprint Of(
        LlamaConfig config, WeightPrecision precision, LoraOptions lora, int participants, int threads, int batch, int tokens, bool checkpoints)
    {
        ArgumentNullException.ThrowIfNull(lora);
        var weights = OfWeights(config, precision).Weights;
        var size = (double)config.Layers * lora.Targets.Sum(target => LlamaLayout.Shape(config, target) is var (outputs, inputs) ? (long)lora.Rank * (outputs + inputs) : 0);

        // Models, uploads, centres and the checkpoint's copy for each participant; gradient and two moments for each thread.
        var adapters = sizeof(float) * size * (4L * participants + 3L * threads);
        var number = precision == WeightPrecision.BF16 ? 2L : sizeof(float);
        var places = (double)batch * tokens;
        var between = places * config.HiddenSize * number;

        // A layer's graph: norms in float32, queries, keys, values and what attention mixes, and four widths of the feed-forward block.
        var layer = places * (12L * config.HiddenSize * number + 4L * config.IntermediateSize * number + 3L * config.Heads * config.HeadSize * number);
        var logits = 3L * places * config.VocabularySize * sizeof(float);
        var step = (checkpoints ? config.Layers * between + layer : config.Layers * layer) + logits;
        if (precision == WeightPrecision.I8) step += (checkpoints ? 1 : config.Layers) * 3L * config.HiddenSize * config.IntermediateSize * number;
        return new(weights, (long)Math.Min(adapters, Largest), (long)Math.Min(threads * step, Largest));
    }

    /// <summary>Refuses a run that cannot fit.</summary>
    /// <param name="available">Bytes that the process may use.</param>
    /// <exception cref="InvalidDataException">It takes more than there are; the message says what takes how much and what would help.</exception>
    public void EnsureFits(long available)
    {
        if (Total > available)
            throw new InvalidDataException(
                $"this run needs {this}, but {Show(available)} are available; llm.precision = \"bf16\" or \"int8\", a smaller batch_size or llm.max_tokens, fewer threads, or llm.checkpointing = true take less");
    }

    /// <summary>The parts in words.</summary>
    public override string ToString() =>
        $"{Show(Total)} of memory ({Show(Weights)} weights, {Show(Adapters)} adapters, about {Show(Activations)} for training steps)";

    /// <summary>Bytes in words.</summary>
    public static string Show(long bytes) => bytes switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F1} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:F1} kB"),
    };
}
