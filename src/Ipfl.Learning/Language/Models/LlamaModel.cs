using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>What changes the output of a layer's projections: an adapter, or nothing.</summary>
internal interface IProjectionAdapter
{
    /// <summary>A projection's output [batch, tokens, outputs] with what the adapter adds to it.</summary>
    Tensor Adapt(int layer, string projection, Tensor input, Tensor output);
}

/// <summary>
/// A Llama-family network (Touvron et al., 2023): tokens to the logits of the next ones. Weights are only read, so that threads may share it.
/// </summary>
public sealed class LlamaModel : IDisposable
{
    private readonly LlamaLayer[] _layers;
    private readonly RotaryTable _rotary;
    private readonly Tensor _embedding;
    private readonly Tensor _norm;
    private readonly WeightMatrix _head;

    internal LlamaModel(LlamaConfig config, IWeightSource weights)
    {
        Config = config;
        (Type, Device) = (weights.Type, weights.Device);
        _embedding = weights.Plain(LlamaLayout.Embedding);
        _layers = [.. Enumerable.Range(0, config.Layers).Select(layer => new LlamaLayer(config, layer, weights))];
        _norm = weights.Plain(LlamaLayout.Norm);
        _head = config.TiesEmbeddings ? new PlainMatrix(_embedding) : new PlainMatrix(weights.Plain(LlamaLayout.Head));
        _rotary = new(config, Type, Device);
    }

    /// <summary>Its sizes.</summary>
    public LlamaConfig Config { get; }

    /// <summary>The number type that it computes in.</summary>
    internal ScalarType Type { get; }

    /// <summary>Where it is.</summary>
    internal Device Device { get; }

    /// <summary>Loads a checkpoint: a Hugging Face folder with <c>config.json</c> and weights in safetensors.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="precision">How the weights lie in memory.</param>
    /// <param name="device">Where.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, does not suit the others, or is of an architecture that is not known.</exception>
    public static LlamaModel Load(string folder, WeightPrecision precision, ComputeDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        TorchRuntime.EnsureLoaded();
        device.EnsureHere();
        var config = ReadConfig(folder);
        using var untracked = no_grad();
        using var files = CheckpointWeights.Open(folder, config);
        using var weights = new CheckpointSource(files, precision, device.ToTorch());
        return new(config, weights);
    }

    /// <summary>Whether a folder holds a finished model, in one file, as <see cref="LlamaPretraining"/> leaves it.</summary>
    public static bool IsFinished(string folder) => LlamaFolder.HasModel(folder);

    /// <summary>Checks that a checkpoint's weights are all there, in the shapes that its sizes ask for; no number is read.</summary>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or does not suit the others.</exception>
    public static void CheckWeights(string folder) => CheckpointWeights.Open(folder, ReadConfig(folder)).Dispose();

    /// <summary>The sizes of a checkpoint.</summary>
    /// <exception cref="FileNotFoundException">It has no <c>config.json</c>.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or asks for what this network does not have.</exception>
    public static LlamaConfig ReadConfig(string folder) => LlamaConfigFile.Read(Path.Combine(Path.GetFullPath(folder), "config.json"));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in _layers) layer.Dispose();
        _head.Dispose();
        _norm.Dispose();
        _embedding.Dispose();
        _rotary.Dispose();
    }

    /// <summary>Tokens [batch, tokens], int64, as what the first layer takes: [batch, tokens, width].</summary>
    internal Tensor Embed(Tensor tokens) => _embedding.index_select(0, tokens.flatten()).view(tokens.shape[0], tokens.shape[1], Config.HiddenSize);

    /// <summary>One layer's output, for tokens that begin a text or follow those in the cache.</summary>
    internal Tensor Layer(int layer, Tensor input, IProjectionAdapter? adapter, KeyValueCache? cache = null, long start = 0) =>
        _layers[layer].Apply(input, _rotary.At(start, input.shape[1]), adapter, cache);

    /// <summary>The last layer's output of some places, [places, width], as logits: float32 [places, vocabulary].</summary>
    internal Tensor Logits(Tensor hidden) => _head.Apply(RootMeanSquareNorm.Apply(hidden, _norm, Config.NormEpsilon), bias: null).to(ScalarType.Float32);

    /// <summary>All layers: [batch, tokens, width].</summary>
    internal Tensor Hidden(Tensor tokens, IProjectionAdapter? adapter, KeyValueCache? cache = null)
    {
        using var scope = NewDisposeScope();
        var start = cache?.Length ?? 0;
        var hidden = Embed(tokens);
        for (var layer = 0; layer < Config.Layers; layer++)
        {
            // Where gradients are asked for, the graph keeps what it needs; nothing else has to outlive its layer.
            using var inner = NewDisposeScope();
            hidden = Layer(layer, hidden, adapter, cache, start).MoveToOuterDisposeScope();
        }

        return hidden.MoveToOuterDisposeScope();
    }
}
