using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// The steps of <see cref="LocalSgd"/> on a device: gradient and momentum are one flat vector each, an update is a few operations on whole
/// vectors, and losses stay on the device until they are asked for. Nothing here waits for the device.
/// </summary>
internal sealed class DeviceSgd : IDisposable
{
    private readonly ModelArchitecture _architecture;
    private readonly TrainingOptions _options;
    private readonly TrainingPass _pass;
    private readonly Tensor _gradient;
    private readonly Tensor _momentum;
    private readonly Tensor _losses;
    private Tensor _model;
    private (LocalTerm Term, Tensor Centre)? _pull;
    private Tensor[] _parameters = [];
    private int _steps;

    /// <summary>Makes room for models of that architecture on the device.</summary>
    public DeviceSgd(ModelArchitecture architecture, TrainingOptions options, Device device)
    {
        (_architecture, _options) = (architecture, options);
        _pass = new TrainingPass(new DeviceMasks(device));
        using var scope = NewDisposeScope();
        _gradient = zeros(architecture.TrainedSize, device: device).DetachFromDisposeScope();
        _momentum = zeros(architecture.TrainedSize, device: device).DetachFromDisposeScope();
        _losses = zeros(options.Steps, device: device).DetachFromDisposeScope();
        _model = _gradient;
    }

    /// <summary>Takes on the next model with momentum zero.</summary>
    /// <param name="model">θ, float32 [d] on the device; changed by every step. Stays the caller's.</param>
    /// <param name="pull">The loss's further term and this model's centre on the device, [d], or null for none. Stay the caller's.</param>
    /// <param name="dropout">Where the units that the network drops come from.</param>
    public void Begin(Tensor model, (LocalTerm Term, Tensor Centre)? pull, RandomStream dropout)
    {
        FreeViews();
        _pass.Begin(dropout);
        (_model, _pull, _steps) = (model, pull, 0);
        _gradient.zero_();
        _momentum.zero_();
        _parameters = TrainedViews.Of(_architecture, model, _gradient);
    }

    /// <summary>One SGD step on a batch.</summary>
    public void Step(Tensor inputs, Tensor labels)
    {
        _pass.BeginPass();
        using var scope = NewDisposeScope();
        var loss = nn.functional.cross_entropy(_architecture.Forward(inputs, _parameters, _pass), labels);
        loss.backward();
        using var untracked = no_grad();
        _losses.narrow(0, _steps++, 1).copy_(loss);
        Update();
    }

    /// <summary>Waits for the device: each step's mean cross-entropy before the step, without the further term, and whether θ is finite.</summary>
    public (float[] Losses, bool IsFinite) Read()
    {
        using var scope = NewDisposeScope();
        var finite = _model.isfinite().all().to(ScalarType.Float32).view(1);
        float[] read = cat([_losses.narrow(0, 0, _steps), finite], 0).cpu().Floats().ToArray();
        return (read[..^1], read[^1] != 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        FreeViews();
        _pass.Dispose();
        _gradient.Dispose();
        _momentum.Dispose();
        _losses.Dispose();
    }

    /// <summary>As <see cref="SgdUpdate"/>.</summary>
    private void Update()
    {
        var trained = _model.narrow(0, 0, _architecture.TrainedSize);
        _gradient.AddInPlace(trained, _options.WeightDecay);
        if (_pull is { } pull) pull.Term.AddTo(_gradient, _model, pull.Centre);
        _momentum.MultiplyInPlace(_options.Momentum).AddInPlace(_gradient);
        trained.AddInPlace(_momentum, -_options.LearningRate);
        _gradient.zero_();
    }

    private void FreeViews()
    {
        foreach (var parameter in _parameters) parameter.Dispose();
        _parameters = [];
    }
}
