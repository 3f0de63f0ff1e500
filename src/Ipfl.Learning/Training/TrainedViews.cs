using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>A flat model and its flat gradient as the tensors that a network sees.</summary>
internal static class TrainedViews
{
    /// <summary>
    /// A view of θ per parameter and buffer; those that are trained collect their gradients in views of <paramref name="gradient"/>. They
    /// outlive every dispose scope and are the caller's.
    /// </summary>
    /// <param name="architecture">Whose θ it is.</param>
    /// <param name="model">θ, float32 [d], contiguous.</param>
    /// <param name="gradient">As long as the trained part of θ, on the same device.</param>
    public static Tensor[] Of(ModelArchitecture architecture, Tensor model, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var parameters = architecture.Views(model.detach());
        foreach (var (parameter, view) in architecture.Parameters.Zip(parameters))
        {
            view.DetachFromDisposeScope();
            if (parameter.IsBuffer) continue;
            view.requires_grad_(true);
            view.grad = parameter.In(gradient);
        }

        return parameters;
    }
}
