using Ipfl.Data;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Ipfl.Learning;

/// <summary>
/// The small network of the CIFAR-10 and Fashion-MNIST tasks: conv 5×5 → 6, ReLU, max-pool 2, conv 5×5 → 16, ReLU, max-pool 2, then
/// fully connected 120, 84, classes.
/// </summary>
public sealed class SimpleCnn : ModelArchitecture
{
    /// <summary>The smallest side that leaves something after both convolutions and poolings.</summary>
    private const int SmallestSide = 16;

    /// <summary>The network for images of <paramref name="shape"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is under 16, or channels or classes under 1.</exception>
    public SimpleCnn(ImageShape shape, int classes)
    {
        ImageRequirements.Check(shape, classes, SmallestSide);
        Parameters = ParameterLayout.Of(
            ("conv1.weight", [6, shape.Channels, 5, 5]), ("conv1.bias", [6]),
            ("conv2.weight", [16, 6, 5, 5]), ("conv2.bias", [16]),
            ("fc1.weight", [120, 16 * AfterConvolutions(shape.Height) * AfterConvolutions(shape.Width)]), ("fc1.bias", [120]),
            ("fc2.weight", [84, 120]), ("fc2.bias", [84]),
            ("fc3.weight", [classes, 84]), ("fc3.bias", [classes]));
    }

    /// <inheritdoc/>
    public override string Name => "simple-cnn";

    /// <inheritdoc/>
    public override IReadOnlyList<ModelParameter> Parameters { get; }

    /// <inheritdoc/>
    public override Tensor Initialise(RandomStream random)
    {
        TorchRuntime.EnsureLoaded();
        return FanInInitialisation.Draw(Parameters, random);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, IReadOnlyList<Tensor> parameters, TrainingPass? training = null)
    {
        using var scope = NewDisposeScope();
        var p = parameters;
        var features = max_pool2d(relu(conv2d(input, p[0], p[1])), 2);
        features = max_pool2d(relu(conv2d(features, p[2], p[3])), 2).flatten(1);
        var hidden = relu(linear(features, p[4], p[5]));
        hidden = relu(linear(hidden, p[6], p[7]));
        return linear(hidden, p[8], p[9]).MoveToOuterDisposeScope();
    }

    private static int AfterConvolutions(int side) => ((side - 4) / 2 - 4) / 2;
}
