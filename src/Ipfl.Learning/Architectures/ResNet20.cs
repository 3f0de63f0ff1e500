using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// He et al.'s network of 20 layers for CIFAR-10 (2016, section 4.2), as PyTorch users know it: conv 3×3 → 16, then three groups of three
/// blocks of 16, 32 and 64 channels, the last two groups at half the resolution of the one before, the mean of each channel, and one fully
/// connected layer. A block is two convolutions 3×3 to which its input is added; where channels double, that is every other pixel of it
/// between channels of zeros (option A). Batch normalisation follows each convolution; its running means and variances are buffers in θ.
/// </summary>
public sealed class ResNet20 : ModelArchitecture
{
    /// <summary>The smallest side that leaves over one number per channel: of a single one there is no variance.</summary>
    private const int SmallestSide = 5;

    /// <summary>The network for images of <paramref name="shape"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is under 5, or channels or classes under 1.</exception>
    public ResNet20(ImageShape shape, int classes)
    {
        ImageRequirements.Check(shape, classes, SmallestSide);
        Parameters = ResNetLayout.Of(shape.Channels, classes);
    }

    /// <inheritdoc/>
    public override string Name => "resnet20";

    /// <inheritdoc/>
    public override IReadOnlyList<ModelParameter> Parameters { get; }

    /// <summary>
    /// Weights of convolutions and of the last layer as He et al. (2015) draw them, normal with variance 2/inputs; the last bias as PyTorch;
    /// normalisations begin as the identity, with mean 0 and variance 1.
    /// </summary>
    /// <inheritdoc/>
    public override Tensor Initialise(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        TorchRuntime.EnsureLoaded();
        var flat = empty(Size);
        foreach (var parameter in Parameters) Draw(parameter, flat.Floats().Slice((int)parameter.Offset, (int)parameter.Size), random);
        return flat;
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, IReadOnlyList<Tensor> parameters, TrainingPass? training = null)
    {
        using var scope = NewDisposeScope();
        var layers = new ResNetLayers(parameters, training);
        var features = layers.First(input);
        for (var block = 0; block < ResNetLayout.Blocks; block++) features = layers.Block(features, block);
        return layers.Last(features).MoveToOuterDisposeScope();
    }

    private static void Draw(ModelParameter parameter, Span<float> numbers, RandomStream random)
    {
        if (parameter.Shape.Count > 1) FanInInitialisation.FillNormal(numbers, Math.Sqrt(2.0 / (parameter.Size / parameter.Shape[0])), random);
        else if (parameter.Name == ResNetLayout.LastBias) FanInInitialisation.Fill(numbers, 1 / Math.Sqrt(ResNetLayout.Features), random);
        else numbers.Fill(ResNetLayout.BeginsAtOne(parameter) ? 1 : 0);
    }
}
