using Ipfl.Data;

namespace Ipfl.Learning;

/// <summary>
/// The batches of one participant in one round: a walk through a fresh shuffle of its samples, shuffled anew when it runs out. The last
/// batch of a shuffle may be smaller.
/// </summary>
internal sealed class BatchWalk
{
    private readonly int[] _order;
    private readonly int _batchSize;
    private readonly RandomStream _random;
    private int _next;

    /// <summary>Begins the walk; <paramref name="samples"/> is left as it is.</summary>
    public BatchWalk(ReadOnlySpan<int> samples, int batchSize, RandomStream random)
    {
        _order = samples.ToArray();
        (_batchSize, _random) = (batchSize, random);
        random.Shuffle(_order.AsSpan());
    }

    /// <summary>The samples of the next batch, valid until the next call.</summary>
    public ReadOnlySpan<int> Next()
    {
        if (_next >= _order.Length)
        {
            _random.Shuffle(_order.AsSpan());
            _next = 0;
        }

        var batch = _order.AsSpan(_next, Math.Min(_batchSize, _order.Length - _next));
        _next += batch.Length;
        return batch;
    }
}
