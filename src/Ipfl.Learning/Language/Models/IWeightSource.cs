using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>Where a network takes its weights from, by their Hugging Face names; what it gives is the network's.</summary>
internal interface IWeightSource
{
    /// <summary>The number type that is computed in.</summary>
    ScalarType Type { get; }

    /// <summary>Where the weights are.</summary>
    Device Device { get; }

    /// <summary>A tensor in that type.</summary>
    Tensor Plain(string name);

    /// <summary>The matrix of a linear layer.</summary>
    WeightMatrix Matrix(string name);
}

/// <summary>The frozen weights of a checkpoint.</summary>
internal sealed class CheckpointSource : IWeightSource, IDisposable
{
    private readonly WeightPrecision _precision;
    private readonly CheckpointTensors _tensors;

    public CheckpointSource(CheckpointWeights weights, WeightPrecision precision, Device device)
    {
        (_precision, Device) = (precision, device);
        Type = precision == WeightPrecision.BF16 || (precision == WeightPrecision.I8 && device.type != TorchSharp.DeviceType.CPU)
            ? ScalarType.BFloat16
            : ScalarType.Float32;
        _tensors = new(weights, Type, device);
    }

    /// <inheritdoc/>
    public ScalarType Type { get; }

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    public Tensor Plain(string name) => _tensors.Plain(name);

    /// <inheritdoc/>
    public WeightMatrix Matrix(string name)
    {
        if (_precision != WeightPrecision.I8) return new PlainMatrix(Plain(name));
        var (bytes, scales) = _tensors.Bytes(name);
        return new ByteMatrix(bytes, scales);
    }

    /// <inheritdoc/>
    public void Dispose() => _tensors.Dispose();
}

/// <summary>Weights that are trained: views of one flat vector, which stay the caller's.</summary>
internal sealed class FlatSource(IReadOnlyList<ModelParameter> layout, IReadOnlyList<Tensor> views) : IWeightSource
{
    private readonly Dictionary<string, Tensor> _views = layout.Zip(views).ToDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal);

    /// <inheritdoc/>
    public ScalarType Type => ScalarType.Float32;

    /// <inheritdoc/>
    public Device Device => views[0].device;

    /// <inheritdoc/>
    public Tensor Plain(string name) => _views[name];

    /// <inheritdoc/>
    public WeightMatrix Matrix(string name) => new PlainMatrix(_views[name]);
}
