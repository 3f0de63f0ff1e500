using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>Trains one adapter after another in place: gradient and moments are flat vectors that are kept from adapter to adapter.</summary>
internal sealed class LocalAdamW : IDisposable
{
    private readonly AdapterArchitecture _architecture;
    private readonly AdapterGradient _gradients;
    private readonly Tensor _gradient;
    private readonly float[] _mean;
    private readonly float[] _square;
    private Tensor _model;
    private (LocalTerm Term, Tensor Centre)? _pull;
    private RandomStream? _dropout;
    private Tensor[] _parameters = [];
    private int _steps;

    public LocalAdamW(AdapterArchitecture architecture, bool checkpoints)
    {
        _architecture = architecture;
        _gradients = new(architecture.Model, checkpoints);
        _gradient = zeros(architecture.Size).DetachFromDisposeScope();
        _model = _gradient;
        (_mean, _square) = (new float[architecture.Size], new float[architecture.Size]);
    }

    /// <summary>Takes on the next adapter with moments zero.</summary>
    /// <param name="model">θ, float32 [d], contiguous, in the processor's memory; changed by every step. Stays the caller's.</param>
    /// <param name="pull">The loss's further term and this adapter's centre, or null for none. Stay the caller's.</param>
    /// <param name="dropout">Where the seeds of what is dropped come from.</param>
    public void Begin(Tensor model, (LocalTerm Term, Tensor Centre)? pull, RandomStream dropout)
    {
        FreeViews();
        (_model, _pull, _dropout, _steps) = (model, pull, dropout, 0);
        _gradient.Floats().Clear();
        Array.Clear(_mean);
        Array.Clear(_square);
        _parameters = TrainedViews.Of(_architecture, model, _gradient);
    }

    /// <summary>One step on a batch; returns its loss before the step, without the further term.</summary>
    public float Step(IReadOnlyList<TokenisedRecord> records, double rate, double decay)
    {
        var device = _architecture.Model.Device;
        var dropout = new AdapterDropout(_architecture.Options.Dropout, (long)(_dropout!.NextUInt64() >> 1));
        using var scope = NewDisposeScope();
        using var batch = TokenBatch.Of(records, device);
        var there = device.type == TorchSharp.DeviceType.CPU ? _parameters : [.. _parameters.Select(parameter => parameter.to(device))];
        var loss = _gradients.Add(batch, _architecture.On(there, dropout));
        var model = _model.Floats();
        ReadOnlySpan<float> centre = _pull is null ? [] : _pull.Value.Centre.Floats();
        var pull = _pull?.Term.At(model, centre) ?? default;
        new AdamWUpdate(rate, decay, ++_steps, pull).Apply(model, _gradient.Floats(), _mean, _square, centre);
        return loss;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        FreeViews();
        _gradient.Dispose();
    }

    private void FreeViews()
    {
        foreach (var parameter in _parameters) parameter.Dispose();
        _parameters = [];
    }
}
