using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Ipfl.Learning;

/// <summary>
/// The layers of <see cref="ResNet20"/> for one pass. Each frees what it is done with before the next begins, and works in place where no
/// gradient needs what was there: evaluating large batches would else hold every layer's output at once.
/// </summary>
/// <param name="p">Views of θ in the order of <see cref="ResNetLayout"/>.</param>
/// <param name="training">The training pass, or null in evaluation.</param>
internal readonly struct ResNetLayers(IReadOnlyList<Tensor> p, TrainingPass? training)
{
    private const int FirstBuffer = 3 * ResNetLayout.Convolutions + 2;

    /// <summary>The features before the first block.</summary>
    public Tensor First(Tensor input) => Convolve(input, 0, stride: 1).relu_();

    /// <summary>What a block makes of the features, which it frees.</summary>
    public Tensor Block(Tensor input, int block)
    {
        using var scope = NewDisposeScope();
        var halves = ResNetLayout.Halves(block);
        var features = Convolve(input, 2 * block + 1, halves ? 2 : 1).relu_();
        features = Convolve(features, 2 * block + 2, stride: 1).AddInPlace(halves ? Halve(input) : input).relu_();
        input.Dispose();
        return features.MoveToOuterDisposeScope();
    }

    /// <summary>The logits.</summary>
    public Tensor Last(Tensor features) => linear(features.mean([2, 3]), p[FirstBuffer - 2], p[FirstBuffer - 1]);

    private Tensor Convolve(Tensor input, int k, long stride)
    {
        using var convolved = conv2d(input, p[3 * k], strides: [stride, stride], padding: [1, 1]);
        return BatchNormalisation.Apply(
            convolved, p[3 * k + 1], p[3 * k + 2], p[FirstBuffer + 2 * k], p[FirstBuffer + 2 * k + 1], training);
    }

    /// <summary>Every other pixel, between as many channels of zeros as there are.</summary>
    private static Tensor Halve(Tensor input)
    {
        var zeros = input.shape[1] / 2;
        return pad(input.slice(2, 0, input.shape[2], 2).slice(3, 0, input.shape[3], 2), [0, 0, 0, 0, zeros, zeros]);
    }
}
