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

    /// <summary>
    /// Whether it is a buffer, such as a running mean: it travels with the model, is averaged and is part of D = θ − θ⁰, but no gradient,
    /// weight decay or pull changes it, only a training pass itself.
    /// </summary>
    public bool IsBuffer { get; init; }

    /// <summary>Its place in a flat vector: a view, no copy.</summary>
    internal Tensor In(Tensor flat) => flat.narrow(0, Offset, Size).view([.. Shape]);
}

/// <summary>
/// A network as a function of its flat parameter vector θ ∈ R^d. Nothing is stored here, so one instance serves all participants.
/// </summary>
public abstract class ModelArchitecture
{
    /// <summary>The name that configurations use.</summary>
    public abstract string Name { get; }

    /// <summary>The parameters in flat order, without gaps: first all that are trained, then the buffers.</summary>
    public abstract IReadOnlyList<ModelParameter> Parameters { get; }

    /// <summary>d, the length of θ.</summary>
    public long Size => Parameters[^1].Offset + Parameters[^1].Size;

    /// <summary>How many numbers at the beginning of θ are trained; the rest are buffers.</summary>
    public long TrainedSize => Parameters.FirstOrDefault(parameter => parameter.IsBuffer)?.Offset ?? Size;

    /// <summary>Draws an initial θ: float32, shape [d].</summary>
    public abstract Tensor Initialise(RandomStream random);

    /// <summary>The logits [batch, classes].</summary>
    /// <param name="input">[batch, channels, height, width]; texts have symbols along the width.</param>
    /// <param name="parameters">Views of θ in flat order; a training pass updates the buffers among them in place.</param>
    /// <param name="training">
    /// The training pass that this is; null for evaluation, where nothing is dropped and running statistics are used as they are. Networks
    /// that do the same in both ignore it.
    /// </param>
    public abstract Tensor Forward(Tensor input, IReadOnlyList<Tensor> parameters, TrainingPass? training = null);

    /// <summary>Views of one flat vector [d], one per parameter; no copies.</summary>
    public Tensor[] Views(Tensor flat) =>
        [.. Parameters.Select(parameter => parameter.In(flat))];
}
