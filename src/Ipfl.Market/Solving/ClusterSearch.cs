namespace Ipfl.Market.Solving;

/// <summary>
/// The best set with at most one seller of each cluster. Of a cluster only the sellers that no other of it dominates, by size and weight,
/// can be in it. Without regard to clusters the best set of those is found by <see cref="ExactSearch"/>; where it has two of a cluster, the
/// problem branches over which of them is the one that may stay. A branch whose best set is not better than one found is done with.
/// </summary>
internal sealed class ClusterSearch
{
    private readonly BuyerProblem _problem;
    private readonly BuyerProblem _part;
    private readonly ExactSearch _search;
    private readonly List<int> _kept = [];

    public ClusterSearch(BuyerProblem problem)
    {
        (_problem, _part) = (problem, new(problem));
        _search = new(_part);
    }

    /// <summary>The best set of the sellers that are allowed.</summary>
    /// <param name="allowed">Tells of each position whether the seller there may be in the set.</param>
    /// <param name="own">What the buyer has already.</param>
    /// <param name="cancellation">Stops the search.</param>
    public SellerSet Solve(Func<int, bool> allowed, Int128 own, CancellationToken cancellation)
    {
        SellerSet? best = null;
        var open = new Stack<bool[]>();
        open.Push(WithoutDominated([.. Enumerable.Range(0, _problem.Count).Select(allowed)]));
        while (open.TryPop(out var mask))
        {
            cancellation.ThrowIfCancellationRequested();
            var set = SolveFreely(mask, own, cancellation);
            if (best is not null && !set.Precedes(best, _problem)) continue;
            if (Conflict(set) is not { } cluster)
            {
                best = set;
                continue;
            }

            for (var k = _problem.Count - 1; k >= 0; k--)
            {
                if (mask[k] && _problem.ClusterOf(k) == cluster) open.Push(WithOnly(mask, k));
            }
        }

        return best!;
    }

    private SellerSet SolveFreely(bool[] mask, Int128 own, CancellationToken cancellation)
    {
        _kept.Clear();
        for (var k = 0; k < _problem.Count; k++)
        {
            if (mask[k]) _kept.Add(k);
        }

        _part.LoadFrom(_problem, _problem.GainScale, k => mask[k]);
        _search.Load();
        var chosen = _search.Solve(-1, own, cancellation);
        var positions = new List<int>();
        for (var rank = 0; rank < _part.Count; rank++)
        {
            if (chosen.Contains(rank)) positions.Add(_kept[_search.Order[rank]]);
        }

        positions.Sort();
        return new([.. positions], chosen.Total);
    }

    /// <summary>A cluster of which the set has more than one.</summary>
    private int? Conflict(SellerSet set)
    {
        var seen = new HashSet<int>();
        foreach (var position in set.Positions)
        {
            if (!seen.Add(_problem.ClusterOf(position))) return _problem.ClusterOf(position);
        }

        return null;
    }

    private bool[] WithOnly(bool[] mask, int position)
    {
        var only = (bool[])mask.Clone();
        for (var k = 0; k < only.Length; k++) only[k] &= k == position || _problem.ClusterOf(k) != _problem.ClusterOf(position);
        return only;
    }

    /// <summary>Whoever is no smaller and asks no more can take the place of another of its cluster; of equals the lower index does.</summary>
    private bool[] WithoutDominated(bool[] mask)
    {
        foreach (var cluster in Enumerable.Range(0, mask.Length).Where(k => mask[k]).GroupBy(_problem.ClusterOf))
        {
            int[] members = [.. cluster];
            if (members.Length == 1) continue;
            Array.Sort(members, (a, b) => _problem.Sizes[b].CompareTo(_problem.Sizes[a]) is var bySize && bySize != 0 ? bySize
                : _problem.CompareWeights(a, b) is var byWeight && byWeight != 0 ? byWeight : a.CompareTo(b));
            var lightest = members[0];
            foreach (var member in members.AsSpan(1))
            {
                if (_problem.CompareWeights(member, lightest) < 0) lightest = member;
                else mask[member] = false;
            }
        }

        return mask;
    }
}
