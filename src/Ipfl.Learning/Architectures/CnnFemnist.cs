using Ipfl.Data;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Ipfl.Learning;

/// <summary>
/// The network of the FEMNIST task: conv 3×3 → 32, ReLU, conv 3×3 → 64, ReLU, max-pool 2, dropout ¼, fully connected 128, ReLU, dropout ½,
/// classes (Reddi et al., 2021).
/// </summary>
public sealed class CnnFemnist : ModelArchitecture
{
    /// <summary>The smallest side that leaves something after both convolutions and the pooling.</summary>
    private const int SmallestSide = 6;

    /// <summary>The network for images of <paramref name="shape"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is under 6, or channels or classes under 1.</exception>
    public CnnFemnist(ImageShape shape, int classes)
    {
        ImageRequirements.Check(shape, classes, SmallestSide);
        Parameters = ParameterLayout.Of(
            ("conv2d_1.weight", [32, shape.Channels, 3, 3]), ("conv2d_1.bias", [32]),
            ("conv2d_2.weight", [64, 32, 3, 3]), ("conv2d_2.bias", [64]),
            ("linear_1.weight", [128, 64 * ((shape.Height - 4) / 2) * ((shape.Width - 4) / 2)]), ("linear_1.bias", [128]),
            ("fc.weight", [classes, 128]), ("fc.bias", [classes]));
    }

    /// <inheritdoc/>
    public override string Name => "cnn-femnist";

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
        var features = relu(conv2d(relu(conv2d(input, p[0], p[1])), p[2], p[3]));
        features = max_pool2d(features, 2);
        if (training is not null) features = training.Dropout(features, 0.25);
        var hidden = relu(linear(features.flatten(1), p[4], p[5]));
        if (training is not null) hidden = training.Dropout(hidden, 0.5);
        return linear(hidden, p[6], p[7]).MoveToOuterDisposeScope();
    }
}
