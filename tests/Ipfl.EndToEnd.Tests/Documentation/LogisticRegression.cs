using Ipfl.Data;
using Ipfl.Learning;
using static TorchSharp.torch;

namespace Ipfl.EndToEnd.Tests.Documentation;

/// <summary>Multinomial logistic regression: one fully connected layer.</summary>
public sealed class LogisticRegression : ModelArchitecture
{
    /// <summary>The model for samples of <paramref name="shape"/>.</summary>
    public LogisticRegression(ImageShape shape, int classes)
    {
        var weight = new ModelParameter("weight", [classes, shape.Size], Offset: 0);
        Parameters = [weight, new ModelParameter("bias", [classes], weight.Size)];
    }

    /// <inheritdoc/>
    public override string Name => "logistic-regression";

    /// <inheritdoc/>
    public override IReadOnlyList<ModelParameter> Parameters { get; }

    /// <inheritdoc/>
    public override Tensor Initialise(RandomStream random)
    {
        TorchRuntime.EnsureLoaded();
        return zeros(Size);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, IReadOnlyList<Tensor> parameters, TrainingPass? training = null)
    {
        using var pixels = input.flatten(1);
        return nn.functional.linear(pixels, parameters[0], parameters[1]);
    }
}
