namespace Ipfl.Market.Solving;

/// <summary>
/// The sellers of a pool, to be dropped one after the other, the largest score first. Of sellers of one size the order never changes, so
/// only the first of each size competes; and as scores fall with the total, a score taken at an earlier total bounds the present one:
/// it is taken anew only when no other's bound is higher.
/// </summary>
internal sealed class DropOrder
{
    private readonly BuyerProblem _problem;
    private readonly ClockScores _scores;
    private readonly int[] _sellers;
    private readonly int[] _next;
    private readonly (int Head, double Bound)[] _heap;
    private readonly List<(int Head, Score Score)> _rivals = [];
    private readonly Comparison<int> _bySize;
    private int _heapSize;

    public DropOrder(BuyerProblem problem, ClockScores scores)
    {
        (_problem, _scores, _bySize) = (problem, scores, CompareBySize);
        (_sellers, _next, _heap) = (new int[problem.Capacity], new int[problem.Capacity], new (int, double)[problem.Capacity]);
    }

    /// <summary>Takes up a pool.</summary>
    public void Load(ReadOnlySpan<int> pool)
    {
        var sellers = _sellers.AsSpan(0, pool.Length);
        pool.CopyTo(sellers);
        sellers.Sort(_bySize);
        _heapSize = 0;
        for (var k = 0; k < sellers.Length; k++)
        {
            if (k == 0 || _problem.Sizes[sellers[k]] != _problem.Sizes[sellers[k - 1]]) _heap[_heapSize++] = (k, _scores.Bound(sellers[k]));
            _next[k] = k + 1 < sellers.Length && _problem.Sizes[sellers[k + 1]] == _problem.Sizes[sellers[k]] ? k + 1 : -1;
        }

        for (var i = (_heapSize / 2) - 1; i >= 0; i--) SiftDown(i);
    }

    /// <summary>The seller with the largest score at a total, taken out of the pool; null where nobody is left.</summary>
    public (int Position, Score Score)? Next(Int128 total)
    {
        _rivals.Clear();
        var least = double.NegativeInfinity;
        while (_heapSize > 0 && _heap[0].Bound >= least)
        {
            var head = PopHeap();
            var score = _scores.At(_sellers[head], total);
            _rivals.Add((head, score));
            least = Math.Max(least, score.Least);
        }

        if (_rivals.Count == 0) return null;
        var first = First(total);
        for (var k = 0; k < _rivals.Count; k++)
        {
            var (head, score) = _rivals[k];
            if (k != first) PushHeap(head, score.Most);
            else if (_next[head] >= 0) PushHeap(_next[head], score.Most);
        }

        return (_sellers[_rivals[first].Head], _rivals[first].Score);
    }

    private int First(Int128 total)
    {
        var first = 0;
        for (var k = 1; k < _rivals.Count; k++)
        {
            if (_scores.Precedes(_sellers[_rivals[k].Head], _rivals[k].Score, _sellers[_rivals[first].Head], _rivals[first].Score, total)) first = k;
        }

        return first;
    }

    private int CompareBySize(int a, int b)
    {
        var bySize = _problem.Sizes[a].CompareTo(_problem.Sizes[b]);
        if (bySize != 0) return bySize;
        return a == b ? 0 : _scores.IsHeavier(a, b) ? -1 : 1;
    }

    private int PopHeap()
    {
        var head = _heap[0].Head;
        _heap[0] = _heap[--_heapSize];
        if (_heapSize > 0) SiftDown(0);
        return head;
    }

    private void PushHeap(int head, double bound)
    {
        var node = _heapSize++;
        while (node > 0 && _heap[(node - 1) / 2].Bound < bound)
        {
            _heap[node] = _heap[(node - 1) / 2];
            node = (node - 1) / 2;
        }

        _heap[node] = (head, bound);
    }

    private void SiftDown(int node)
    {
        var item = _heap[node];
        while (true)
        {
            var child = (2 * node) + 1;
            if (child >= _heapSize) break;
            if (child + 1 < _heapSize && _heap[child + 1].Bound > _heap[child].Bound) child++;
            if (_heap[child].Bound <= item.Bound) break;
            _heap[node] = _heap[child];
            node = child;
        }

        _heap[node] = item;
    }
}
