using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>Keys and values of the tokens that a network has seen, so that the next token costs one token's work.</summary>
/// <param name="layers">How many layers the network has.</param>
internal sealed class KeyValueCache(int layers) : IDisposable
{
    private readonly Tensor?[] _keys = new Tensor?[layers];
    private readonly Tensor?[] _values = new Tensor?[layers];
    private readonly long[] _lengths = new long[layers];

    /// <summary>How many tokens there are.</summary>
    public long Length => _lengths[0];

    /// <summary>Adds a layer's keys and values, each [batch, heads, tokens, head], and gives all of them as views.</summary>
    public (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values)
    {
        var (start, count) = (_lengths[layer], keys.shape[2]);
        _lengths[layer] = start + count;
        return (Append(ref _keys[layer], start, keys), Append(ref _values[layer], start, values));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var kept in _keys.Concat(_values)) kept?.Dispose();
    }

    private static Tensor Append(ref Tensor? kept, long start, Tensor added)
    {
        var end = start + added.shape[2];
        if (kept is null || kept.shape[2] < end)
        {
            // Room doubles, so that a long text is not copied for each of its tokens.
            var grown = empty([added.shape[0], added.shape[1], Math.Max(64, 2 * end), added.shape[3]], dtype: added.dtype, device: added.device).DetachFromDisposeScope();
            if (kept is not null) grown.narrow(2, 0, start).copy_(kept.narrow(2, 0, start));
            kept?.Dispose();
            kept = grown;
        }

        kept.narrow(2, start, added.shape[2]).copy_(added);
        return kept.narrow(2, 0, end);
    }
}
