using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>One layer: attention, then a gated feed-forward block, each after a norm and added to its input.</summary>
internal sealed class LlamaLayer : IDisposable
{
    private readonly LlamaConfig _config;
    private readonly int _layer;
    private readonly Tensor _inputNorm;
    private readonly Tensor _feedForwardNorm;
    private readonly Dictionary<string, (WeightMatrix Matrix, Tensor? Bias)> _projections;

    public LlamaLayer(LlamaConfig config, int layer, IWeightSource weights)
    {
        (_config, _layer) = (config, layer);
        _inputNorm = weights.Plain(LlamaLayout.InputNorm(layer));
        _feedForwardNorm = weights.Plain(LlamaLayout.FeedForwardNorm(layer));
        _projections = LlamaLayout.Projections.ToDictionary(name => name, name => (
            weights.Matrix($"{LlamaLayout.Projection(layer, name)}.weight"),
            LlamaLayout.HasBias(config, name) ? weights.Plain($"{LlamaLayout.Projection(layer, name)}.bias") : null));
    }

    /// <summary>[batch, tokens, width] to the same.</summary>
    /// <param name="input">Tokens that begin a text, or follow those in the cache: then one, unless the cache is empty.</param>
    /// <param name="rotary">The angles of their positions.</param>
    /// <param name="adapter">What changes projections; null for nothing.</param>
    /// <param name="cache">The tokens before; null for none.</param>
    public Tensor Apply(Tensor input, Rotary rotary, IProjectionAdapter? adapter, KeyValueCache? cache)
    {
        using var scope = NewDisposeScope();
        var attended = input.Plus(Attend(RootMeanSquareNorm.Apply(input, _inputNorm, _config.NormEpsilon), rotary, adapter, cache));
        var normed = RootMeanSquareNorm.Apply(attended, _feedForwardNorm, _config.NormEpsilon);
        var gated = nn.functional.silu(Project("gate_proj", normed, adapter)) * Project("up_proj", normed, adapter);
        return attended.Plus(Project("down_proj", gated, adapter)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _inputNorm.Dispose();
        _feedForwardNorm.Dispose();
        foreach (var (matrix, bias) in _projections.Values)
        {
            matrix.Dispose();
            bias?.Dispose();
        }
    }

    private Tensor Attend(Tensor input, Rotary rotary, IProjectionAdapter? adapter, KeyValueCache? cache)
    {
        var (batch, tokens) = (input.shape[0], input.shape[1]);
        var queries = rotary.Turn(Heads(Project("q_proj", input, adapter), _config.Heads));
        var keys = rotary.Turn(Heads(Project("k_proj", input, adapter), _config.KeyValueHeads));
        var values = Heads(Project("v_proj", input, adapter), _config.KeyValueHeads);
        if (cache is not null) (keys, values) = cache.Append(_layer, keys, values);
        if (tokens == 1 && _config.Window is { } window && keys.shape[2] > window)
            (keys, values) = (keys.narrow(2, keys.shape[2] - window, window), values.narrow(2, values.shape[2] - window, window));
        var mask = tokens > 1 && _config.Window < tokens ? WindowMask(tokens, _config.Window.Value, input.device) : null;
        var mixed = nn.functional.scaled_dot_product_attention(queries, Repeated(keys), Repeated(values), mask, is_casual: mask is null && tokens > 1);
        return Project("o_proj", mixed.transpose(1, 2).reshape(batch, tokens, _config.Heads * _config.HeadSize), adapter);
    }

    private Tensor Heads(Tensor projected, int heads) => projected.view(projected.shape[0], projected.shape[1], heads, _config.HeadSize).transpose(1, 2);

    /// <summary>Each head of keys or values serves a group of query heads.</summary>
    private Tensor Repeated(Tensor heads)
    {
        var group = _config.Heads / _config.KeyValueHeads;
        if (group == 1) return heads;
        var (batch, tokens) = (heads.shape[0], heads.shape[2]);
        return heads.unsqueeze(2).expand(batch, _config.KeyValueHeads, group, tokens, _config.HeadSize).reshape(batch, _config.Heads, tokens, _config.HeadSize);
    }

    private Tensor Project(string name, Tensor input, IProjectionAdapter? adapter)
    {
        var (matrix, bias) = _projections[name];
        var output = matrix.Apply(input, bias);
        return adapter is null ? output : adapter.Adapt(_layer, name, input, output);
    }

    /// <summary>True where a token (row) sees another one: itself and the window − 1 before it.</summary>
    private static Tensor WindowMask(long tokens, int window, Device device) =>
        ones(tokens, tokens, dtype: ScalarType.Bool, device: device).tril().triu(1 - window);
}
