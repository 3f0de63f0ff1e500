using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// Trains one model after another in place: gradient and momentum are one flat vector each, kept from model to model, and the network
/// sees parameters and gradients as views of them. Both are as long as the trained part of θ; its buffers are none of the optimiser's
/// business.
/// </summary>
internal sealed class LocalSgd : IDisposable
{
    private readonly ModelArchitecture _architecture;
    private readonly TrainingPass _pass = new();
    private readonly int _trained;
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
        _trained = (int)architecture.TrainedSize;
        _gradient = zeros(_trained).DetachFromDisposeScope();
        _momentum = zeros(_trained).DetachFromDisposeScope();
        _model = _gradient;
    }

    /// <summary>Takes on the next model with momentum zero.</summary>
    /// <param name="model">θ, float32 [d], contiguous; changed by every step. Stays the caller's.</param>
    /// <param name="pull">The loss's further term and this model's centre, float32 [d], or null for none. Stay the caller's.</param>
    /// <param name="options">SGD settings.</param>
    /// <param name="dropout">Where the units that the network drops come from.</param>
    public void Begin(Tensor model, (LocalTerm Term, Tensor Centre)? pull, TrainingOptions options, RandomStream dropout)
    {
        FreeViews();
        _pass.Begin(dropout);
        (_model, _pull, _options) = (model, pull, options);
        _gradient.Floats().Clear();
        _momentum.Floats().Clear();
        _parameters = TrainedViews.Of(_architecture, model, _gradient);
    }

    /// <summary>One SGD step on a batch; returns its mean cross-entropy before the step, without the further term.</summary>
    /// <param name="inputs">The batch's inputs.</param>
    /// <param name="labels">Its labels.</param>
    public float Step(Tensor inputs, Tensor labels)
    {
        _pass.BeginPass();
        using var scope = NewDisposeScope();
        var loss = nn.functional.cross_entropy(_architecture.Forward(inputs, _parameters, _pass), labels);
        loss.backward();
        Update();
        return loss.item<float>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        FreeViews();
        _pass.Dispose();
        _gradient.Dispose();
        _momentum.Dispose();
    }

    private void Update()
    {
        var model = _model.Floats();
        ReadOnlySpan<float> centre = _pull is null ? [] : _pull.Value.Centre.Floats();
        var pull = _pull?.Term.At(model, centre) ?? default;
        new SgdUpdate(_options, pull).Apply(model[.._trained], _gradient.Floats(), _momentum.Floats(), centre.IsEmpty ? centre : centre[.._trained]);
    }

    private void FreeViews()
    {
        foreach (var parameter in _parameters) parameter.Dispose();
        _parameters = [];
    }
}
