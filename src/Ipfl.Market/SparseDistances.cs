namespace Ipfl.Market;

/// <summary>A list of candidates per buyer.</summary>
internal sealed class SparseDistances(int participants, IEnumerable<Candidate> candidates)
    : ModelDistances(participants >= 0 ? participants : throw new ArgumentOutOfRangeException(nameof(participants)))
{
    private readonly SparseRows _rows = SparseRows.Of(
        participants,
        candidates,
        candidate => (candidate.Buyer, candidate.Seller, candidate.Distance),
        "candidate",
        (distance, buyer, seller) => Checked(distance, buyer, seller));

    internal override int MostCandidates => _rows.MostInRow;

    internal override CandidateRow Row(int buyer) => new(_rows.Sellers(buyer), _rows.Values(buyer));
}
