namespace Ipfl.Market;

/// <summary>Candidate lists in compressed rows: buyer i's sellers are at <c>_start[i] … _start[i+1]</c>, ascending.</summary>
internal sealed class SparseDistances : ModelDistances
{
    private readonly int[] _start;
    private readonly int[] _sellers;
    private readonly double[] _distances;

    public SparseDistances(int participants, IEnumerable<Candidate> candidates)
        : base(participants >= 0 ? participants : throw new ArgumentOutOfRangeException(nameof(participants)))
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var list = candidates as IReadOnlyCollection<Candidate> ?? [.. candidates];
        _start = new int[participants + 1];
        foreach (var candidate in list) _start[Valid(candidate).Buyer + 1]++;
        for (var i = 0; i < participants; i++) _start[i + 1] += _start[i];

        _sellers = new int[list.Count];
        _distances = new double[list.Count];
        var next = _start.AsSpan(0, participants).ToArray();
        foreach (var candidate in list)
        {
            var position = next[candidate.Buyer]++;
            (_sellers[position], _distances[position]) = (candidate.Seller, candidate.Distance);
        }

        for (var buyer = 0; buyer < participants; buyer++) SortRow(buyer);
    }

    internal override int MostCandidates
    {
        get
        {
            var most = 0;
            for (var i = 0; i < Participants; i++) most = Math.Max(most, _start[i + 1] - _start[i]);
            return most;
        }
    }

    internal override CandidateRow Row(int buyer)
    {
        var range = _start[buyer].._start[buyer + 1];
        return new(_sellers.AsSpan(range), _distances.AsSpan(range));
    }

    private Candidate Valid(Candidate candidate)
    {
        var (buyer, seller, distance) = candidate;
        if ((uint)buyer >= (uint)Participants || (uint)seller >= (uint)Participants)
            throw new ArgumentException($"candidate {buyer} ← {seller} names a participant outside 0 … {Participants - 1}");
        if (buyer == seller) throw new ArgumentException($"participant {buyer} is listed as a candidate of itself");
        Checked(distance, buyer, seller);
        return candidate;
    }

    private void SortRow(int buyer)
    {
        var (from, length) = (_start[buyer], _start[buyer + 1] - _start[buyer]);
        Array.Sort(_sellers, _distances, from, length);
        for (var i = from + 1; i < from + length; i++)
        {
            if (_sellers[i] == _sellers[i - 1]) throw new ArgumentException($"candidate {buyer} ← {_sellers[i]} is listed twice");
        }
    }
}
