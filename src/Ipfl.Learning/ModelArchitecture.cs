using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>One named parameter (or buffer) of a model and its place in the flat parameter vector θ.</summary>
/// <param name="Name">The PyTorch name, such as <c>conv1.weight</c>.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Offset">Index of its first number in θ.</param>
public sealed record ModelParameter(string Name, IReadOnlyList<long> Shape, long Offset)
{
    /// <summary>How many numbers it has.</summary>
    public long Size { get; } = Shape.Aggregate(1L, (product, side) => product * side);
}

/// <summary>
/// A network as a function of its flat parameter vector θ ∈ R^d. Nothing is stored here, so one instance serves all participants.
/// </summary>
public abstract class ModelArchitecture
{
    /// <summary>The name that configurations use.</summary>
    public abstract string Name { get; }

    /// <summary>The parameters in flat order, without gaps.</summary>
    public abstract IReadOnlyList<ModelParameter> Parameters { get; }

    /// <summary>d, the length of θ.</summary>
    public long Size => Parameters[^1].Offset + Parameters[^1].Size;

    /// <summary>Draws an initial θ: float32, shape [d].</summary>
    public abstract Tensor Initialise(RandomStream random);

    /// <summary>The logits [batch, classes].</summary>
    /// <param name="input">[batch, channels, height, width]; texts have symbols along the width.</param>
    /// <param name="parameters">Views of θ in flat order.</param>
    /// <param name="dropout">What a training pass drops; null in evaluation, where nothing is. Networks without dropout ignore it.</param>
    public abstract Tensor Forward(Tensor input, IReadOnlyList<Tensor> parameters, DropoutMasks? dropout = null);

    /// <summary>Views of one flat vector [d], one per parameter; no copies.</summary>
    public Tensor[] Views(Tensor flat) =>
        [.. Parameters.Select(p => flat.narrow(0, p.Offset, p.Size).view([.. p.Shape]))];
}
