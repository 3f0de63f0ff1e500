namespace Ipfl.Market;

/// <summary>Numbers of listed pairs in compressed rows: buyer i's sellers are at <c>_start[i] … _start[i+1]</c>, ascending.</summary>
internal sealed class SparseRows
{
    private readonly int[] _start;
    private readonly int[] _sellers;
    private readonly double[] _values;

    private SparseRows(int participants, int pairs) => (_start, _sellers, _values) = (new int[participants + 1], new int[pairs], new double[pairs]);

    public int MostInRow
    {
        get
        {
            var most = 0;
            for (var i = 1; i < _start.Length; i++) most = Math.Max(most, _start[i] - _start[i - 1]);
            return most;
        }
    }

    /// <summary>Sorts a list of pairs into rows.</summary>
    /// <param name="participants">m ≥ 0.</param>
    /// <param name="list">The pairs in any order, none twice.</param>
    /// <param name="read">Takes an entry apart.</param>
    /// <param name="noun">What errors call an entry.</param>
    /// <param name="check">Throws where a number is not allowed.</param>
    /// <exception cref="ArgumentException">An index is out of range, a pair is listed twice or of one participant, or a number is not allowed.</exception>
    public static SparseRows Of<T>(
        int participants, IEnumerable<T> list, Func<T, (int Buyer, int Seller, double Value)> read, string noun, Action<double, int, int> check)
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentOutOfRangeException.ThrowIfNegative(participants);
        var entries = list as IReadOnlyCollection<T> ?? [.. list];
        var rows = new SparseRows(participants, entries.Count);
        foreach (var entry in entries)
        {
            var (buyer, seller, value) = read(entry);
            if ((uint)buyer >= (uint)participants || (uint)seller >= (uint)participants)
                throw new ArgumentException($"{noun} {buyer} ← {seller} names a participant outside 0 … {participants - 1}");
            if (buyer == seller) throw new ArgumentException($"participant {buyer} is listed as a {noun} of itself");
            check(value, buyer, seller);
            rows._start[buyer + 1]++;
        }

        for (var i = 0; i < participants; i++) rows._start[i + 1] += rows._start[i];
        var next = rows._start.AsSpan(0, participants).ToArray();
        foreach (var entry in entries)
        {
            var (buyer, seller, value) = read(entry);
            (rows._sellers[next[buyer]], rows._values[next[buyer]]) = (seller, value);
            next[buyer]++;
        }

        for (var buyer = 0; buyer < participants; buyer++) rows.Sort(buyer, noun);
        return rows;
    }

    public ReadOnlySpan<int> Sellers(int buyer) => _sellers.AsSpan(_start[buyer].._start[buyer + 1]);

    public ReadOnlySpan<double> Values(int buyer) => _values.AsSpan(_start[buyer].._start[buyer + 1]);

    private void Sort(int buyer, string noun)
    {
        var (from, length) = (_start[buyer], _start[buyer + 1] - _start[buyer]);
        Array.Sort(_sellers, _values, from, length);
        for (var i = from + 1; i < from + length; i++)
        {
            if (_sellers[i] == _sellers[i - 1]) throw new ArgumentException($"{noun} {buyer} ← {_sellers[i]} is listed twice");
        }
    }
}
