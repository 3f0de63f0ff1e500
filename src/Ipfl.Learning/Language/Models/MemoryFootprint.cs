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

    /// <summary>The most records that are judged at a time.</summary>
    private const int MostJudged = 16;

    /// <summary>Logits that are judged at a time, where one record has no more.</summary>
    private const long MostLogits = 1L << 26;

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
        var layer = Layer(config, places, number);
        var step = (checkpoints ? config.Layers * between + layer : config.Layers * layer) + Logits(config, places);
        if (precision == WeightPrecision.I8) step += (checkpoints ? 1 : config.Layers) * 3L * config.HiddenSize * config.IntermediateSize * number;
        var judged = (double)JudgedAtATime(config.VocabularySize, tokens) * tokens;
        step = Math.Max(step, Layer(config, judged, number) + Logits(config, judged));
        return new(weights, (long)Math.Min(adapters, Largest), (long)Math.Min(threads * step, Largest));
    }

    /// <summary>The footprint of making a model from text; its weights come with their moments and the gradients of a batch's parts.</summary>
    /// <param name="config">The model's sizes.</param>
    /// <param name="options">How it is trained.</param>
    public static MemoryFootprint OfPretraining(LlamaConfig config, PretrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var parts = Math.Min(options.BatchSize, PretrainingGradient.MostParts);
        var weights = (double)OfWeights(config, WeightPrecision.F32).Weights * (3 + parts);
        var places = (double)options.BatchSize * options.Context;
        return new((long)Math.Min(weights, Largest), 0, (long)Math.Min(config.Layers * Layer(config, places, sizeof(float)) + Logits(config, places), Largest));
    }

    /// <summary>Refuses a run that cannot fit into what this process may use.</summary>
    /// <inheritdoc cref="EnsureFits(long, string?)"/>
    public void EnsureFits(string? remedy = null) => EnsureFits(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, remedy);

    /// <summary>Refuses a run that cannot fit.</summary>
    /// <param name="available">Bytes that the process may use.</param>
    /// <param name="remedy">What would help, in the words of whoever asks; null for the settings of a run.</param>
    /// <exception cref="InvalidDataException">It takes more than there are; the message says what takes how much and what would help.</exception>
    public void EnsureFits(long available, string? remedy = null)
    {
        if (Total > available)
            throw new InvalidDataException(
                $"this run needs {this}, but {Show(available)} are available; {remedy ?? "llm.precision = \"bf16\" or \"int8\", a smaller batch_size or llm.max_tokens, fewer threads, or llm.checkpointing = true take less"}");
    }

    /// <summary>The parts in words.</summary>
    public override string ToString()
    {
        var adapters = Adapters > 0 ? $", {Show(Adapters)} adapters" : "";
        var activations = Activations > 0 ? $", about {Show(Activations)} for training steps" : "";
        return $"{Show(Total)} of memory ({Show(Weights)} weights{adapters}{activations})";
    }

    /// <summary>How many records of so many tokens are judged together: their logits alone may be the most of all that is in memory.</summary>
    internal static int JudgedAtATime(int vocabulary, int tokens) => (int)Math.Clamp(MostLogits / ((long)vocabulary * tokens), 1, MostJudged);

    /// <summary>A layer's graph: norms in float32, queries, keys, values and what attention mixes, and four widths of the feed-forward block.</summary>
    private static double Layer(LlamaConfig config, double places, long number) =>
        places * (12L * config.HiddenSize * number + 4L * config.IntermediateSize * number + 3L * config.Heads * config.HeadSize * number);

    private static double Logits(LlamaConfig config, double places) => 3L * places * config.VocabularySize * sizeof(float);

    /// <summary>Bytes in words.</summary>
    public static string Show(long bytes) => bytes switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F1} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:F1} kB"),
    };
}
