namespace Ipfl.Learning;

/// <summary>The highest of many scores, the lower row first where they are equal.</summary>
internal sealed class HighestScores(int count)
{
    private readonly (double Score, int Row)[] _held = new (double, int)[2 * count];
    private int _size;
    private double _least = double.NegativeInfinity;

    public void Offer(int row, double score)
    {
        if (score < _least) return;
        _held[_size++] = (score, row);
        if (_size == _held.Length) Prune();
    }

    /// <summary>The rows, best first.</summary>
    public int[] Take()
    {
        Prune();
        return [.. _held.Take(_size).Select(held => held.Row)];
    }

    private void Prune()
    {
        Array.Sort(_held, 0, _size, Comparer<(double Score, int Row)>.Create((a, b) => a.Score.Equals(b.Score) ? a.Row.CompareTo(b.Row) : b.Score.CompareTo(a.Score)));
        _size = Math.Min(_size, count);
        if (_size == count) _least = _held[count - 1].Score;
    }
}
