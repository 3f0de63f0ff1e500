using System.Runtime.InteropServices;
using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// What an adapter's inputs lose in one training step. A mask is a function of the step's seed, the layer and the projection, so that a
/// layer which is computed again for its gradients meets the same one.
/// </summary>
/// <param name="probability">Of a number to be dropped, in [0, 1).</param>
/// <param name="seed">The step's.</param>
internal sealed class AdapterDropout(double probability, long seed)
{
    /// <summary>A draw below this drops: 32 bits are as fine as float32 can tell.</summary>
    private readonly uint _dropped = (uint)(probability * uint.MaxValue);

    private readonly float _kept = (float)(1 / (1 - probability));

    /// <summary>The input with some numbers zeroed and all others divided by 1 − p.</summary>
    /// <param name="input">Float32.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="target">Which of the adapter's projections.</param>
    public Tensor Apply(Tensor input, int layer, int target)
    {
        if (_dropped == 0) return input;
        using var scope = NewDisposeScope();
        var mask = empty(input.shape, dtype: ScalarType.Float32);
        var numbers = mask.Floats();
        var draws = MemoryMarshal.Cast<float, uint>(numbers);
        new RandomStream(seed, RandomPurpose.Dropout, layer, target).NextBytes(MemoryMarshal.AsBytes(draws));
        for (var i = 0; i < numbers.Length; i++) numbers[i] = draws[i] < _dropped ? 0 : _kept;
        return (input * mask.to(input.device)).MoveToOuterDisposeScope();
    }
}
