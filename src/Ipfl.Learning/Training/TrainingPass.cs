using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// What a forward pass in training has and one in evaluation has not: units are dropped, and layers that normalise do so by the batch and
/// update the running statistics that lie in θ. What is dropped is a function of a random stream, of seed, round and participant alone,
/// never of threads. For one thread at a time.
/// </summary>
public sealed class TrainingPass : IDisposable
{
    /// <summary>A byte decides about a unit, so probabilities come in these steps.</summary>
    private const int Steps = 256;

    private readonly IDropoutMasks _masks;

    /// <summary>A pass on the processor.</summary>
    public TrainingPass()
        : this(new HostMasks())
    {
    }

    internal TrainingPass(IDropoutMasks masks) => _masks = masks;

    /// <summary>Takes on the next model; what it drops comes from <paramref name="random"/>.</summary>
    public void Begin(RandomStream random) => _masks.Begin(random);

    /// <summary>Begins the next forward pass. The gradients of the one before must have been taken: its masks are overwritten.</summary>
    public void BeginPass() => _masks.BeginPass();

    /// <summary>The input with each number zeroed with some probability p and all others divided by 1 − p.</summary>
    /// <param name="input">Float32 of any shape.</param>
    /// <param name="probability">p, in [0, 1) and in whole 256ths, so that random bytes hit it exactly.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is not like that.</exception>
    /// <exception cref="InvalidOperationException"><see cref="Begin"/> was not called.</exception>
    public Tensor Dropout(Tensor input, double probability)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (probability is not (>= 0 and < 1) || !double.IsInteger(probability * Steps))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "allowed are whole 256ths from 0 to 255");
        var mask = _masks.Next(input.numel(), (int)(probability * Steps), (float)(1 / (1 - probability)));
        return input * mask.view(input.shape);
    }

    /// <inheritdoc/>
    public void Dispose() => _masks.Dispose();
}
