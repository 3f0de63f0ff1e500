using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>How text is continued.</summary>
public sealed record GenerationOptions
{
    /// <summary>At most so many tokens are added, and no more than the network has positions for.</summary>
    public int MaximumTokens { get; init; } = 256;

    /// <summary>0 takes the likeliest token each time; above, tokens are drawn, the more evenly the higher it is.</summary>
    public double Temperature { get; init; }

    /// <summary>Only the likeliest tokens whose probabilities sum up to this are drawn from; in (0, 1].</summary>
    public double TopP { get; init; } = 1;

    /// <summary>The seed of what is drawn.</summary>
    public long Seed { get; init; }
}

/// <summary>Continues texts token by token, with keys and values of those before kept.</summary>
public sealed class TextGeneration : IDisposable
{
    private const int SmallWidth = 512;
    private readonly LlamaModel _model;
    private readonly IProjectionAdapter? _adapter;
    private readonly Tensor[] _parameters = [];

    /// <summary>Of a model as it is.</summary>
    public TextGeneration(LlamaModel model) => _model = model;

    /// <summary>Of a model with an adapter.</summary>
    /// <param name="architecture">The adapter's.</param>
    /// <param name="adapter">θ, float32 [d]; stays the caller's, and where it is, it must not change meanwhile.</param>
    public TextGeneration(AdapterArchitecture architecture, Tensor adapter)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(adapter);
        _model = architecture.Model;
        using var scope = NewDisposeScope();
        _parameters = architecture.Views(adapter.detach().to(_model.Device));
        foreach (var parameter in _parameters) parameter.DetachFromDisposeScope();
        _adapter = architecture.On(_parameters, dropout: null);
    }

    /// <summary>Tokens from this on are never chosen: a network may have more rows than its tokenizer has tokens.</summary>
    internal int Vocabulary { get; init; } = int.MaxValue;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in _parameters) parameter.Dispose();
    }

    /// <summary>The tokens that follow a prompt, up to and without an end token.</summary>
    /// <param name="prompt">At least one token.</param>
    /// <param name="ends">Tokens that end a text.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Stops between tokens with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The prompt is empty or names a token that does not exist, or an option is out of its range.</exception>
    public IEnumerable<int> Continue(IReadOnlyList<int> prompt, IReadOnlyCollection<int> ends, GenerationOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(ends);
        ArgumentNullException.ThrowIfNull(options);
        if (prompt.Count == 0 || prompt.Any(token => token < 0 || token >= _model.Config.VocabularySize))
            throw new ArgumentException($"a prompt is at least one token of 0 to {_model.Config.VocabularySize - 1}", nameof(prompt));
        if (prompt.Count >= _model.Config.MaximumPositions)
            throw new ArgumentException($"the prompt has {prompt.Count} tokens; the network has {_model.Config.MaximumPositions} positions, for prompt and answer", nameof(prompt));
        if (!(options.Temperature >= 0) || options.TopP is not (> 0 and <= 1))
            throw new ArgumentException($"temperature {options.Temperature} and top-p {options.TopP}: allowed are at least 0, and above 0 up to 1", nameof(options));
        return Tokens(prompt, ends, options, cancellation);
    }

    private IEnumerable<int> Tokens(IReadOnlyList<int> prompt, IReadOnlyCollection<int> ends, GenerationOptions options, CancellationToken cancellation)
    {
        using var cache = new KeyValueCache(_model.Config.Layers);
        var random = new RandomStream(options.Seed, RandomPurpose.Generation);
        long[] next = [.. prompt];
        var most = Math.Min(options.MaximumTokens, _model.Config.MaximumPositions - prompt.Count);
        for (var made = 0; made < most; made++)
        {
            cancellation.ThrowIfCancellationRequested();
            var token = Next(next, cache, options, random);
            if (ends.Contains(token)) yield break;
            yield return token;
            next = [token];
        }
    }

    private int Next(long[] tokens, KeyValueCache cache, GenerationOptions options, RandomStream random)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();

        // A token of a small network is less work than waking other threads.
        using var single = _model.Config.HiddenSize <= SmallWidth ? TorchThreads.One() : (TorchThreads?)null;
        var hidden = _model.Hidden(tensor(tokens).unsqueeze(0).to(_model.Device), _adapter, cache);
        var logits = _model.Logits(hidden.select(1, -1)).cpu();
        logits = logits.narrow(1, 0, Math.Min(Vocabulary, logits.shape[1])).contiguous();
        return options.Temperature == 0 ? (int)logits.argmax().item<long>() : Draw(logits.Floats(), options, random);
    }

    private static int Draw(ReadOnlySpan<float> logits, GenerationOptions options, RandomStream random)
    {
        var largest = float.NegativeInfinity;
        foreach (var logit in logits) largest = Math.Max(largest, logit);
        var weights = new (double Weight, int Token)[logits.Length];
        for (var i = 0; i < logits.Length; i++) weights[i] = (Math.Exp((logits[i] - largest) / options.Temperature), i);
        var total = weights.Sum(pair => pair.Weight);
        if (options.TopP < 1) Array.Sort(weights, (a, b) => a.Weight != b.Weight ? b.Weight.CompareTo(a.Weight) : a.Token.CompareTo(b.Token));
        var (kept, count) = (0.0, 0);
        while (count < weights.Length && (count == 0 || kept < options.TopP * total)) kept += weights[count++].Weight;
        var point = random.NextDouble() * kept;
        foreach (var (weight, token) in weights.AsSpan(0, count))
            if ((point -= weight) < 0) return token;
        return weights[count - 1].Token;
    }
}
