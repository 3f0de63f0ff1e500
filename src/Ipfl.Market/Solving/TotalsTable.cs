using System.Numerics;
using System.Runtime.Intrinsics;

namespace Ipfl.Market.Solving;

/// <summary>
/// Subset sums by dynamic programming: of the sets of sellers with one total the one whose keys add up to the least, then with the lowest
/// positions in the list. Of the sums two rows are kept, of the choices one bit each; rooms are kept from use to use.
/// </summary>
internal sealed class TotalsTable<T> : ITotalsTable
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    private const int Block = 64;

    /// <summary>The sum of a total that no set has; sums of true keys stay below half of it.</summary>
    private static readonly T None = T.MaxValue / (T.One + T.One);

    private T[] _row = [];
    private T[] _next = [];
    private ulong[] _taken = [];
    private int[] _sizes = [];
    private int _blocks;
    private int _before;

    /// <summary>Whether the sums of keys that have this sum of magnitudes can be tabulated.</summary>
    public static bool Holds(BigInteger magnitude) => magnitude < BigInteger.CreateChecked(None / (T.One + T.One));

    public void Tabulate(int[] sizes, BigInteger[] keys, int largest, CancellationToken cancellation)
    {
        (_sizes, _blocks, _before) = (sizes, (largest / Block) + 1, Math.Min(sizes.Max(), largest + 1));
        Empty(ref _row);
        Empty(ref _next);
        _row[_before] = T.Zero;
        if (_taken.Length < sizes.Length * _blocks) _taken = new ulong[sizes.Length * _blocks];
        for (var k = sizes.Length - 1; k >= 0; k--)
        {
            cancellation.ThrowIfCancellationRequested();
            Extend(_taken.AsSpan(k * _blocks, _blocks), Math.Min(sizes[k], _before), T.CreateChecked(keys[k]));
            (_row, _next) = (_next, _row);
        }
    }

    public bool Reaches(int total) => _row[_before + total] < None / (T.One + T.One);

    public double Least(int total) => double.CreateChecked(_row[_before + total]);

    public IEnumerable<int> SetOf(int total)
    {
        for (var k = 0; total > 0; k++)
        {
            if ((_taken[(k * _blocks) + (total / Block)] >> total % Block & 1) == 0) continue;
            yield return k;
            total -= _sizes[k];
        }
    }

    /// <summary>A row has room before total 0, so that a seller can be taken off any total.</summary>
    private void Empty(ref T[] row)
    {
        var length = _before + (_blocks * Block);
        if (row.Length < length) row = new T[length];
        row.AsSpan(0, length).Fill(None);
    }

    /// <summary>From the sums of the later sellers those with one more: the lesser of leaving it out and taking it.</summary>
    private void Extend(Span<ulong> taken, int size, T key)
    {
        for (var block = 0; block < taken.Length; block++)
        {
            var from = _before + (block * Block);
            taken[block] = Lesser(_row.AsSpan(from, Block), _row.AsSpan(from - size, Block), key, _next.AsSpan(from, Block));
        }
    }

    private static ulong Lesser(ReadOnlySpan<T> without, ReadOnlySpan<T> others, T key, Span<T> least)
    {
        var taken = 0UL;
        if (!Vector256<T>.IsSupported)
        {
            for (var i = 0; i < least.Length; i++)
            {
                var with = others[i] + key;
                var takes = with <= without[i];
                least[i] = takes ? with : without[i];
                taken |= (takes ? 1UL : 0) << i;
            }

            return taken;
        }

        var keys = Vector256.Create(key);
        for (var i = 0; i < least.Length; i += Vector256<T>.Count)
        {
            var with = Vector256.Create(others[i..]) + keys;
            var left = Vector256.Create(without[i..]);
            Vector256.Min(with, left).CopyTo(least[i..]);
            taken |= (ulong)Vector256.LessThanOrEqual(with, left).ExtractMostSignificantBits() << i;
        }

        return taken;
    }
}

/// <summary>For each total of samples the set of sellers whose keys add up to the least.</summary>
internal interface ITotalsTable
{
    /// <summary>Tabulates all totals from 0 to <paramref name="largest"/>.</summary>
    /// <param name="sizes">Each at least 1.</param>
    /// <param name="keys">One of each seller.</param>
    /// <param name="largest">The largest total that matters.</param>
    /// <param name="cancellation">Looked at once per seller.</param>
    void Tabulate(int[] sizes, BigInteger[] keys, int largest, CancellationToken cancellation);

    /// <summary>Whether some set has that total.</summary>
    bool Reaches(int total);

    /// <summary>The least sum of keys of the sets that have that total.</summary>
    double Least(int total);

    /// <summary>The places in the list of the sellers whose set has that total, ascending.</summary>
    IEnumerable<int> SetOf(int total);
}
