using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// Loss and gradient of a whole network on a batch. The batch's texts are dealt into parts whose number does not depend on the machine, worker
/// threads take the parts, and sums go by the parts' order: equal numbers on any number of threads.
/// </summary>
internal sealed class PretrainingGradient : IDisposable
{
    /// <summary>The most parts, each with a gradient in memory.</summary>
    public const int MostParts = 8;

    private readonly Part[] _parts;

    /// <param name="architecture">The network.</param>
    /// <param name="model">θ, float32 [d]; stays the caller's.</param>
    /// <param name="texts">Texts in a batch, at least 1.</param>
    public PretrainingGradient(LlamaArchitecture architecture, Tensor model, int texts)
    {
        _parts = new Part[Math.Min(texts, MostParts)];
        for (var i = 0; i < _parts.Length; i++) _parts[i] = new(architecture, model, texts * i / _parts.Length, texts * (i + 1) / _parts.Length);
    }

    /// <summary>∇ of the last batch's loss, [d]; must be zeroed before the next.</summary>
    public Span<float> Numbers => _parts[0].Gradient.Floats();

    /// <summary>The mean cross-entropy over all tokens; its gradient is then in <see cref="Numbers"/>.</summary>
    /// <param name="inputs">Tokens, int64 [texts, tokens].</param>
    /// <param name="targets">The token after each, same shape.</param>
    public float Compute(Tensor inputs, Tensor targets)
    {
        var losses = new double[_parts.Length];
        WorkerThreads.Run(Environment.ProcessorCount, _parts.Length, () => true, (_, i) => losses[i] = _parts[i].Add(inputs, targets));
        using var single = TorchThreads.One();
        foreach (var part in _parts.AsSpan(1))
        {
            _parts[0].Gradient.AddInPlace(part.Gradient);
            part.Gradient.zero_();
        }

        _parts[0].Gradient.DivideInPlace(inputs.numel());
        return (float)(losses.Sum() / inputs.numel());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in _parts) part.Dispose();
    }

    /// <summary>Some texts of each batch, with a gradient of their own.</summary>
    private sealed class Part : IDisposable
    {
        private readonly LlamaModel _network;
        private readonly (int From, int Count) _texts;

        public Part(LlamaArchitecture architecture, Tensor model, int from, int to)
        {
            Gradient = zeros(architecture.Size).DetachFromDisposeScope();
            _network = architecture.Over(TrainedViews.Of(architecture, model, Gradient));
            _texts = (from, to - from);
        }

        public Tensor Gradient { get; }

        /// <summary>Adds the gradient of the sum over these texts' tokens, and returns that sum.</summary>
        public float Add(Tensor inputs, Tensor targets)
        {
            using var scope = NewDisposeScope();
            var hidden = _network.Hidden(inputs.narrow(0, _texts.From, _texts.Count), adapter: null);
            var loss = nn.functional.cross_entropy(_network.Logits(hidden.flatten(0, 1)), targets.narrow(0, _texts.From, _texts.Count).flatten(), reduction: nn.Reduction.Sum);
            loss.backward();
            return loss.item<float>();
        }

        public void Dispose()
        {
            _network.Dispose();
            Gradient.Dispose();
        }
    }
}
