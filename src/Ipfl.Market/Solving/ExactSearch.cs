namespace Ipfl.Market.Solving;

/// <summary>
/// Solves a buyer's problem exactly by branch and bound on the loss of <see cref="Relaxation"/>. Only the sellers whose reduced cost is
/// below the loss of the rounded relaxation (the core, usually a handful) can differ from it; the tree over the core grows in layers, is
/// pruned by the bound, and of branches with the same total only the best lives on; where that leaves too many, the search ends with a
/// <see cref="BudgetExceededException"/>. Sellers of one density stay out of the tree and end it:
/// see <see cref="EqualDensities"/>. Ties: the smaller set, then the lower indices.
/// </summary>
internal sealed class ExactSearch
{
    private readonly BuyerProblem _problem;
    private readonly DensityOrder _order;
    private readonly EqualDensities _equals;
    private readonly List<int> _core = [];
    private Relaxation _relaxation;
    private double _incumbent;
    private double _margin;

    public ExactSearch(BuyerProblem problem)
    {
        (_problem, _order) = (problem, new(problem));
        _equals = new(problem, _order);
    }

    public DensityOrder Order => _order;

    /// <summary>The slope of the gain at the optimum of the relaxation that was solved last: what one more sample is worth there.</summary>
    public double Price => _relaxation.Price;

    /// <summary>By how much the set that was found last falls short of its relaxation.</summary>
    public double Loss => _incumbent + _margin;

    public void Load() => _order.Load();

    /// <summary>The best set without the seller of rank <paramref name="excluded"/> (−1 for none).</summary>
    /// <exception cref="BudgetExceededException">The buyer's budget is used up.</exception>
    public Selection Solve(int excluded, CancellationToken cancellation) => Solve(excluded, _problem.Own, cancellation);

    /// <summary>The same for a buyer that has <paramref name="own"/> samples already, at the weights of the one that is loaded.</summary>
    public Selection Solve(int excluded, Int128 own, CancellationToken cancellation)
    {
        _problem.Spend(1);
        _relaxation = Relaxation.Solve(_problem, _order, excluded, own);
        _incumbent = RoundedLoss();
        CollectCore(excluded);
        if (_core.Count == 0) return new(_relaxation.Prefix, [], _relaxation.PrefixTotal);
        return Best(Grow(cancellation));
    }

    private double Gap(Int128 total) => _problem.Gain.TangentGap(_problem.Scale, _relaxation.Optimum, (double)total);

    /// <summary>The better of leaving the fractional seller out and taking it whole.</summary>
    private double RoundedLoss()
    {
        var without = Gap(_relaxation.PrefixTotal);
        if (!_relaxation.Fractional) return without;
        return Math.Min(without, Gap(_relaxation.PrefixTotal + _order.Size(_relaxation.Prefix)));
    }

    /// <summary>The sellers that may be toggled without exceeding the incumbent's loss, by rank.</summary>
    private void CollectCore(int excluded)
    {
        _core.Clear();
        var largest = 0.0;
        for (var rank = 0; rank < _order.Count; rank++)
        {
            if (rank == excluded) continue;
            var weight = _order.Weight(rank);
            var rounding = 4e-15 * weight;
            if (weight <= 0 || double.IsInfinity(weight) || Math.Abs(_relaxation.ReducedCost(_order, rank)) > (_incumbent * (1 + 1e-12)) + rounding) continue;
            _core.Add(rank);
            largest = Math.Max(largest, weight);
        }

        _margin = 1e-14 * ((largest * _core.Count) + _incumbent);
    }

    private double ToggleCost(int rank) => Math.Abs(_relaxation.ReducedCost(_order, rank));

    /// <summary>N_j with the sign by which toggling changes the total.</summary>
    private long ToggleSize(int rank) => rank < _relaxation.Prefix ? -_order.Size(rank) : _order.Size(rank);

    private Branch Toggled(Branch branch, int rank) => new(
        branch.Total + ToggleSize(rank), branch.Penalty + ToggleCost(rank), branch.Size + (rank < _relaxation.Prefix ? -1 : 1), new(rank, branch.Toggles));

    /// <summary>All leaves whose loss is, to rounding, the least.</summary>
    private List<Branch> Grow(CancellationToken cancellation)
    {
        var (down, up) = Reach();
        _equals.TakeFrom(_core, _relaxation.PrefixTotal - down, _relaxation.PrefixTotal + up, cancellation);
        _core.Sort((a, b) => ToggleCost(b).CompareTo(ToggleCost(a)) is var byCost && byCost != 0 ? byCost : a.CompareTo(b));
        var layer = new List<Branch> { new(_relaxation.PrefixTotal, 0, 0, null) };
        for (var k = 0; k < _core.Count; k++)
        {
            Admit(layer);
            (down, up) = ToggleSize(_core[k]) is var size && size < 0 ? (down + size, up) : (down, up - size);
            layer = Extend(layer, _core[k], down, up, cancellation);
        }

        if (_equals.Any) layer = Completed(layer);
        Admit(layer);
        layer.RemoveAll(branch => branch.Penalty + Gap(branch.Total) > _incumbent + _margin);
        return layer;
    }

    /// <summary>Every branch with each set of the sellers of one density that may be the best beside it.</summary>
    private List<Branch> Completed(List<Branch> layer)
    {
        var leaves = new List<Branch>();
        foreach (var branch in layer)
        {
            foreach (var ranks in _equals.Toggles(branch.Total, _relaxation.Prefix)) leaves.Add(ranks.Aggregate(branch, Toggled));
            if (leaves.Count > _problem.Budget.MostBranches) throw _problem.Exhausted();
        }

        return leaves;
    }

    private (Int128 Down, Int128 Up) Reach()
    {
        Int128 down = 0, up = 0;
        foreach (var rank in _core)
        {
            if (ToggleSize(rank) is var size && size < 0) down -= size;
            else up += size;
        }

        return (down, up);
    }

    /// <summary>Each branch is also a leaf: the incumbent may improve.</summary>
    private void Admit(List<Branch> layer)
    {
        foreach (var branch in layer) _incumbent = Math.Min(_incumbent, branch.Penalty + Gap(branch.Total));
    }

    private List<Branch> Extend(List<Branch> layer, int rank, Int128 down, Int128 up, CancellationToken cancellation)
    {
        _problem.Spend(2L * layer.Count);
        var next = new Dictionary<Int128, Branch>(layer.Count * 2);
        foreach (var branch in layer)
        {
            // The layers may double: looking once per layer could come too late for the memory.
            cancellation.ThrowIfCancellationRequested();
            if (next.Count > _problem.Budget.MostBranches) throw _problem.Exhausted();
            Keep(next, branch, down, up);
            Keep(next, Toggled(branch, rank), down, up);
        }

        return [.. next.Values];
    }

    private void Keep(Dictionary<Int128, Branch> layer, Branch branch, Int128 down, Int128 up)
    {
        if (branch.Penalty + LeastGap(branch.Total, down, up) > _incumbent + _margin) return;
        if (!layer.TryGetValue(branch.Total, out var rival) || Precedes(branch, rival)) layer[branch.Total] = branch;
    }

    /// <summary>The least gap among the totals that the remaining toggles can reach.</summary>
    private double LeastGap(Int128 total, Int128 down, Int128 up)
    {
        var optimum = _relaxation.Optimum;
        if ((double)(total - down) > optimum) return Gap(total - down);
        return (double)(total + up) < optimum ? Gap(total + up) : 0;
    }

    private Selection Best(List<Branch> leaves)
    {
        var best = leaves[0];
        for (var i = 1; i < leaves.Count; i++)
        {
            if (Precedes(leaves[i], best)) best = leaves[i];
        }

        var toggled = best.ToggledRanks();
        Array.Sort(toggled);
        return new(_relaxation.Prefix, toggled, best.Total);
    }

    /// <summary>Whether <paramref name="a"/> is the better set: higher value, else fewer sellers, else lower indices.</summary>
    private bool Precedes(Branch a, Branch b)
    {
        var difference = (a.Penalty + Gap(a.Total)) - (b.Penalty + Gap(b.Total));
        if (Math.Abs(difference) > _margin) return difference < 0;
        _problem.Spend(SearchBudget.NodesPerTie);
        return new SetComparison(_problem, _order, _relaxation.Prefix).Precedes(a, b, difference);
    }
}
