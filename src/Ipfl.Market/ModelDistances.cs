namespace Ipfl.Market;

/// <summary>The distances d_ij between participants' models: all of them, or a list of candidates per buyer.</summary>
public abstract class ModelDistances
{
    private protected ModelDistances(int participants) => Participants = participants;

    /// <summary>m, how many participants there are.</summary>
    public int Participants { get; }

    /// <summary>The most sellers that any buyer may choose among.</summary>
    internal abstract int MostCandidates { get; }

    /// <summary>The sellers that <paramref name="buyer"/> may choose among, in ascending order, and their distances.</summary>
    internal abstract CandidateRow Row(int buyer);

    /// <summary>All pairs: <paramref name="distances"/>[i, j], row = buyer i, column = seller j; the diagonal is ignored. Not copied.</summary>
    /// <param name="distances">An m × m matrix.</param>
    /// <exception cref="ArgumentException">The matrix is not square, or an entry off the diagonal is negative, NaN or infinite.</exception>
    public static ModelDistances Dense(double[,] distances) => new DenseDistances(distances);

    /// <summary>Only the listed pairs; all others never trade. Memory and time are in proportion to the list.</summary>
    /// <param name="participants">m, how many participants there are.</param>
    /// <param name="candidates">The pairs in any order, none twice.</param>
    /// <exception cref="ArgumentException">An index is out of range, a pair is listed twice, buys from itself, or has a bad distance.</exception>
    public static ModelDistances Sparse(int participants, IEnumerable<Candidate> candidates) => new SparseDistances(participants, candidates);

    private protected static double Checked(double distance, int buyer, int seller) => distance >= 0 && double.IsFinite(distance)
        ? distance + 0.0
        : throw new ArgumentException($"the distance of buyer {buyer} and seller {seller} is {distance}; it must be a finite number ≥ 0");
}

/// <summary>A pair that may trade.</summary>
/// <param name="Buyer">Index of the buyer.</param>
/// <param name="Seller">Index of the seller.</param>
/// <param name="Distance">Their model distance, ≥ 0.</param>
public readonly record struct Candidate(int Buyer, int Seller, double Distance);

/// <summary>A buyer's row: <see cref="Sellers"/> is empty when the row is dense, that is, when entry j belongs to seller j.</summary>
internal readonly ref struct CandidateRow(ReadOnlySpan<int> sellers, ReadOnlySpan<double> distances)
{
    public ReadOnlySpan<int> Sellers { get; } = sellers;

    public ReadOnlySpan<double> Distances { get; } = distances;

    public int SellerAt(int position) => Sellers.IsEmpty ? position : Sellers[position];

    /// <summary>d of one seller; 0 for one that is not listed.</summary>
    public double DistanceTo(int seller)
    {
        if (Sellers.IsEmpty) return Distances.IsEmpty ? 0 : Distances[seller];
        var position = Sellers.BinarySearch(seller);
        return position < 0 ? 0 : Distances[position];
    }
}
