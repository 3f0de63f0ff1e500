namespace Ipfl.Market.Solving;

/// <summary>
/// The clock at a stated gain scale K̃ makes a menu with prices; each buyer takes from it what is best at its own gain scale. Neither price
/// nor menu depends on what the buyer reports of its gain scale, nor on the cost of a seller as long as it is on the menu.
/// </summary>
internal sealed class ReferenceMechanism() : Mechanism("reference")
{
    internal override IBuyerSolver CreateSolver(BuyerProblem problem) => new ReferenceSolver(problem);

    internal override void Demand(bool exclusive, GainScale? referenceGain)
    {
        if (referenceGain is null) throw new ArgumentException("mechanism \"reference\" needs the round's reference gain, K̃: a number ≥ 0 stated before anybody reports");
    }
}

internal sealed class ReferenceSolver : IQuotingSolver
{
    private readonly BuyerProblem _problem;
    private readonly BuyerProblem _menu;
    private readonly BuyerProblem _choice;
    private readonly ClockAuction _auction;
    private readonly ExactSearch _search;
    private readonly WrittenValues? _written;

    public ReferenceSolver(BuyerProblem problem)
    {
        (_problem, _menu, _choice) = (problem, new(problem), new(problem));
        (_auction, _search) = (new(_menu), new(_choice));
        if (problem.Gain is SquareRootGain) _choice.Written = _written = new(_menu, _auction, _choice);
    }

    public Purchase[] Solve(CancellationToken cancellation)
    {
        if (!Offer(ClockAuction.Nobody, cancellation)) return [];
        var chosen = _search.Solve(-1, cancellation);
        var purchases = new List<Purchase>();
        for (var rank = 0; rank < _choice.Count; rank++)
        {
            var position = _search.Order[rank];
            if (chosen.Contains(rank)) purchases.Add(new(_choice.Sellers[position], _choice.CostOf(position), null));
        }

        purchases.Sort((a, b) => a.Seller.CompareTo(b.Seller));
        return [.. purchases];
    }

    public void Prepare(CancellationToken cancellation)
    {
    }

    /// <summary>Once on the menu, the seller is chosen at the menu's price or not, whatever its cost.</summary>
    public Quote Quote(int position, long size, double floor, CancellationToken cancellation)
    {
        var (seller, reported, cost) = (_problem.Sellers[position], _problem.Sizes[position], _problem.CostOf(position));
        if (size != reported) _problem.Replace(position, size, cost);
        var offers = Offer(position, cancellation);
        if (size != reported) _problem.Replace(position, reported, cost);
        if (!offers) return default;
        var chosen = _search.Solve(-1, cancellation);
        for (var rank = 0; rank < _choice.Count; rank++)
        {
            var place = _search.Order[rank];
            if (_choice.Sellers[place] == seller) return chosen.Contains(rank) ? new(_choice.CostOf(place), _choice.CostOf(place)) : default;
        }

        return default;
    }

    /// <summary>Makes the menu, with the sellers' prices as the choice's costs. False where there is none.</summary>
    private bool Offer(int kept, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _problem.Budget.Renew();
        if (_problem.ReferenceGain is not { Buys: true } reference) return false;
        _menu.LoadFrom(_problem, reference);
        _auction.Run(kept);
        _choice.LoadFrom(_problem, _problem.GainScale, _auction.Wins, _auction.PriceOf);
        if (_choice.Count == 0) return false;
        _written?.Load();
        _search.Load();
        return true;
    }
}
