using System.Runtime.InteropServices;
using Ipfl.Market.Solving;

namespace Ipfl.Market;

/// <summary>
/// Effective samples N̂_ij: what seller j's model is worth to buyer i in samples, from evidence. Where a round has them, they stand in for
/// N_j wherever j is weighed for i. 0 is not for sale to that buyer.
/// </summary>
/// <remarks>
/// A buyer's numbers are counted in a unit that is a power of two, fine enough for 62 bits of the largest of them: what is less than
/// half of it counts as 0.
/// </remarks>
public abstract class EffectiveSamples
{
    /// <summary>The largest allowed value, 2⁶⁰.</summary>
    public const double Maximum = 1L << 60;

    private protected EffectiveSamples(int participants) => Participants = participants;

    /// <summary>m, how many participants there are.</summary>
    public int Participants { get; }

    /// <summary>All pairs: <paramref name="samples"/>[i, j], row = buyer i, column = seller j; the diagonal is ignored. Not copied.</summary>
    /// <param name="samples">An m × m matrix of numbers from 0 to <see cref="Maximum"/>.</param>
    /// <exception cref="ArgumentException">The matrix is not square, or an entry off the diagonal is not in that range.</exception>
    public static EffectiveSamples Dense(double[,] samples) => new DenseSamples(samples);

    /// <summary>Only the listed pairs; all others are not for sale. Memory is in proportion to the list.</summary>
    /// <param name="participants">m, how many participants there are.</param>
    /// <param name="samples">The pairs in any order, none twice, with numbers from 0 to <see cref="Maximum"/>.</param>
    /// <exception cref="ArgumentException">An index or a number is out of range, or a pair is listed twice or of one participant.</exception>
    public static EffectiveSamples Sparse(int participants, IEnumerable<(int Buyer, int Seller, double Samples)> samples) => new SparseSamples(participants, samples);

    /// <summary>N̂ of one pair as the market counts it; 0 where it is not for sale, and of a participant to itself.</summary>
    /// <param name="buyer">Index of the buyer.</param>
    /// <param name="seller">Index of the seller.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such participant.</exception>
    public double Of(int buyer, int seller)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(buyer);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(buyer, Participants);
        ArgumentOutOfRangeException.ThrowIfNegative(seller);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(seller, Participants);
        if (buyer == seller) return 0;
        var row = Row(buyer);
        return row.UnitsOf(seller) * row.Unit.Samples;
    }

    /// <summary>The numbers of one buyer.</summary>
    internal abstract EffectiveRow Row(int buyer);

    private static double Checked(double samples, int buyer, int seller) => samples >= 0 && samples <= Maximum
        ? samples
        : throw new ArgumentException($"the effective samples of buyer {buyer} and seller {seller} are {samples}; they must be a number from 0 to 2^60");

    private sealed class DenseSamples : EffectiveSamples
    {
        private readonly double[,] _samples;
        private readonly SampleUnit[] _units;

        public DenseSamples(double[,] samples)
            : base(samples?.GetLength(0) ?? throw new ArgumentNullException(nameof(samples)))
        {
            if (samples.GetLength(1) != Participants)
            {
                throw new ArgumentException(
                    $"the matrix of effective samples has {Participants} rows and {samples.GetLength(1)} columns; it must be square", nameof(samples));
            }

            (_samples, _units) = (samples, new SampleUnit[Participants]);
            for (var buyer = 0; buyer < Participants; buyer++)
            {
                var row = Span(buyer);
                for (var seller = 0; seller < row.Length; seller++)
                {
                    if (seller != buyer) Checked(row[seller], buyer, seller);
                }

                _units[buyer] = SampleUnit.For(row, buyer);
            }
        }

        internal override EffectiveRow Row(int buyer) => new([], Span(buyer), _units[buyer]);

        private ReadOnlySpan<double> Span(int buyer) => MemoryMarshal.CreateReadOnlySpan(ref _samples[buyer, 0], Participants);
    }

    private sealed class SparseSamples : EffectiveSamples
    {
        private readonly SparseRows _rows;
        private readonly SampleUnit[] _units;

        public SparseSamples(int participants, IEnumerable<(int Buyer, int Seller, double Samples)> samples)
            : base(participants)
        {
            _rows = SparseRows.Of(participants, samples, pair => pair, "pair", (number, buyer, seller) => Checked(number, buyer, seller));
            _units = new SampleUnit[participants];
            for (var buyer = 0; buyer < participants; buyer++) _units[buyer] = SampleUnit.For(_rows.Values(buyer), -1);
        }

        internal override EffectiveRow Row(int buyer) => new(_rows.Sellers(buyer), _rows.Values(buyer), _units[buyer]);
    }
}

/// <summary>A buyer's row: <paramref name="sellers"/> is empty when the row is dense, that is, when entry j belongs to seller j.</summary>
internal readonly ref struct EffectiveRow(ReadOnlySpan<int> sellers, ReadOnlySpan<double> samples, SampleUnit unit)
{
    private readonly ReadOnlySpan<int> _sellers = sellers;
    private readonly ReadOnlySpan<double> _samples = samples;

    /// <summary>What the buyer counts in.</summary>
    public SampleUnit Unit { get; } = unit;

    /// <summary>N̂ in units; 0 of a seller that is not listed.</summary>
    public long UnitsOf(int seller)
    {
        if (_sellers.IsEmpty) return _samples.IsEmpty ? 0 : Unit.Units(_samples[seller]);
        var position = _sellers.BinarySearch(seller);
        return position < 0 ? 0 : Unit.Units(_samples[position]);
    }
}
