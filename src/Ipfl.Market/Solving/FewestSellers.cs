using System.Numerics;
using System.Runtime.InteropServices;

namespace Ipfl.Market.Solving;

/// <summary>
/// Subset sums by dynamic programming: of the sets of sellers with one total the one with the fewest sellers, then with the lowest
/// positions in the list. One row of counts per seller; rooms are kept from use to use.
/// </summary>
internal sealed class FewestSellers
{
    /// <summary>More than any count, with room for one more.</summary>
    private const ushort None = ushort.MaxValue - 1;

    private readonly List<ushort[]> _rows = [];
    private int[] _sizes = [];
    private int _largest;

    /// <summary>Tabulates all totals from 0 to <paramref name="largest"/>.</summary>
    /// <param name="sizes">Under 65,000 sellers, each of at least 1.</param>
    /// <param name="largest">The largest total that matters.</param>
    /// <param name="cancellation">Looked at once per seller.</param>
    public void Tabulate(int[] sizes, int largest, CancellationToken cancellation)
    {
        (_sizes, _largest) = (sizes, largest);
        var none = Row(sizes.Length);
        none.Fill(None);
        none[0] = 0;
        for (var k = sizes.Length - 1; k >= 0; k--)
        {
            cancellation.ThrowIfCancellationRequested();
            Extend(Row(k + 1), Row(k), sizes[k]);
        }
    }

    /// <summary>Whether some set has that total.</summary>
    public bool Reaches(int total) => Row(0)[total] < None;

    /// <summary>The places in the list of the sellers whose set has that total, ascending.</summary>
    public IEnumerable<int> SetOf(int total)
    {
        for (var k = 0; k < _sizes.Length && total > 0; k++)
        {
            if (total < _sizes[k] || Row(k + 1)[total - _sizes[k]] + 1 > Row(k)[total]) continue;
            yield return k;
            total -= _sizes[k];
        }
    }

    /// <summary>A row says for each total how many of the sellers from k on it takes at least.</summary>
    private Span<ushort> Row(int k)
    {
        while (_rows.Count <= k) _rows.Add([]);
        if (_rows[k].Length <= _largest) _rows[k] = new ushort[_largest + 1];
        return _rows[k].AsSpan(0, _largest + 1);
    }

    private static void Extend(ReadOnlySpan<ushort> later, Span<ushort> row, int size)
    {
        if (size >= row.Length)
        {
            later.CopyTo(row);
            return;
        }

        later[..size].CopyTo(row);
        TakeLess(later[size..], later[..^size], row[size..]);
    }

    /// <summary>The lesser of leaving a seller out and taking it.</summary>
    private static void TakeLess(ReadOnlySpan<ushort> without, ReadOnlySpan<ushort> with, Span<ushort> row)
    {
        var a = MemoryMarshal.Cast<ushort, Vector<ushort>>(without);
        var b = MemoryMarshal.Cast<ushort, Vector<ushort>>(with);
        var less = MemoryMarshal.Cast<ushort, Vector<ushort>>(row);
        for (var i = 0; i < less.Length; i++) less[i] = Vector.Min(a[i], Vector.Min(b[i] + Vector<ushort>.One, new(None)));
        for (var i = less.Length * Vector<ushort>.Count; i < row.Length; i++) row[i] = Math.Min(without[i], Math.Min((ushort)(with[i] + 1), None));
    }
}
