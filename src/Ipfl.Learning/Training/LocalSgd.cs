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
    private (LocalTerm Term, Tensor Centre)? _pull;
    private Tensor[] _parameters = [];
    private TrainingOptions _options = new();

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
    /// <param name="pull">The loss's further term and this model's centre, float32 [d], or null for none. Stay the caller's.</param>
    /// <param name="options">SGD settings.</param>
    public void Begin(Tensor model, (LocalTerm Term, Tensor Centre)? pull, TrainingOptions options)
    {
        FreeViews();
        (_model, _pull, _options) = (model, pull, options);
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

    /// <summary>One SGD step on a batch; returns its mean cross-entropy before the step, without the further term.</summary>
    /// <param name="inputs">The batch's inputs.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="dropout">What is dropped, for networks that drop units.</param>
    public float Step(Tensor inputs, Tensor labels, DropoutMasks? dropout = null)
    {
        dropout?.BeginPass();
        using var scope = NewDisposeScope();
        var loss = nn.functional.cross_entropy(_architecture.Forward(inputs, _parameters, dropout), labels);
        loss.backward();
        Update();
        return loss.item<float>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        FreeViews();
        _gradient.Dispose();
        _momentum.Dispose();
    }

    private void Update()
    {
        var model = _model.Floats();
        ReadOnlySpan<float> centre = _pull is null ? [] : _pull.Value.Centre.Floats();
        var pull = _pull?.Term.At(model, centre) ?? default;
        new SgdUpdate(_options, pull).Apply(model, _gradient.Floats(), _momentum.Floats(), centre);
    }

    private void FreeViews()
    {
        foreach (var parameter in _parameters) parameter.Dispose();
        _parameters = [];
    }
}
