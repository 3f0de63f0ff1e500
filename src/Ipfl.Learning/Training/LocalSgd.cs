using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// Trains one model after another in place: gradient and momentum are one flat vector each, kept from model to model, and the network
/// sees parameters and gradients as views of them.
/// </summary>
internal sealed class LocalSgd : IDisposable
{
    private readonly ModelArchitecture _architecture;
    private readonly Tensor _gradient;
    private readonly Tensor _momentum;
    private Tensor _model;
    private Tensor? _centre;
    private Tensor[] _parameters = [];
    private SgdUpdate _update;

    /// <summary>Makes room for models of that architecture.</summary>
    public LocalSgd(ModelArchitecture architecture)
    {
        _architecture = architecture;
        using var scope = NewDisposeScope();
        _gradient = zeros(architecture.Size).DetachFromDisposeScope();
        _momentum = zeros(architecture.Size).DetachFromDisposeScope();
        _model = _gradient;
    }

    /// <summary>Takes on the next model with momentum zero.</summary>
    /// <param name="model">θ, float32 [d], contiguous; changed by every step. Stays the caller's.</param>
    /// <param name="centre">v, float32 [d], or null for no pull.</param>
    /// <param name="pull">The factor before ½‖θ − v‖².</param>
    /// <param name="options">SGD settings.</param>
    public void Begin(Tensor model, Tensor? centre, double pull, TrainingOptions options)
    {
        FreeViews();
        (_model, _centre, _update) = (model, centre, new SgdUpdate(options, pull));
        _gradient.Floats().Clear();
        _momentum.Floats().Clear();

        using var scope = NewDisposeScope();
        var gradients = _architecture.Views(_gradient);
        _parameters = _architecture.Views(model.detach());
        for (var i = 0; i < _parameters.Length; i++)
        {
            _parameters[i].requires_grad_(true);
            _parameters[i].grad = gradients[i];
            _parameters[i].DetachFromDisposeScope();
        }
    }

    /// <summary>One SGD step on a batch; returns its mean cross-entropy before the step, without the pull's term.</summary>
    public float Step(Tensor inputs, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var loss = nn.functional.cross_entropy(_architecture.Forward(inputs, _parameters), labels);
        loss.backward();
        _update.Apply(_model.Floats(), _gradient.Floats(), _momentum.Floats(), _centre is null ? [] : _centre.Floats());
        return loss.item<float>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        FreeViews();
        _gradient.Dispose();
        _momentum.Dispose();
    }

    private void FreeViews()
    {
        foreach (var parameter in _parameters) parameter.Dispose();
        _parameters = [];
    }
}
