namespace Ipfl.Market.Solving;

/// <summary>
/// What sets of a menu are worth when the formulas are computed in float64 as they stand. With K̃ = K_i a seller's price is by design what it
/// adds to the whole menu, so that the menu ties with itself less any one of it, and families of sets tie in exact arithmetic: but prices are
/// float64 numbers, and their rounding tells the sets apart. So among sets that agree to rounding these values decide, and only then the
/// size of the set and its indices. Square-root law alone.
/// </summary>
internal sealed class WrittenValues(BuyerProblem menu, ClockAuction auction, BuyerProblem choice)
{
    private readonly List<int> _places = [];
    private readonly double[] _asked = new double[menu.Capacity];
    private double _first;

    /// <summary>Takes up a menu, whose winners are the choice's sellers in their order.</summary>
    public void Load()
    {
        _places.Clear();
        _first = 0;
        foreach (var place in auction.Entered.Order())
        {
            _first += Size(place);
            if (auction.Wins(place)) _places.Add(place);
        }

        _first += menu.Samples;
        _asked.AsSpan(0, _places.Count).Fill(double.NaN);
    }

    /// <summary>G(S) − Σ (p_j + λ d_j N_j/N_i) over positions of the choice, ascending.</summary>
    public double Of(IEnumerable<int> positions)
    {
        var (scale, imported, asked) = (choice.GainScale.Value, 0.0, 0.0);
        foreach (var position in positions)
        {
            imported += Size(_places[position]);
            asked += Asked(position);
        }

        return Math.Sqrt(scale / choice.Samples) - Math.Sqrt(scale / (choice.Samples + imported)) - asked;
    }

    private double Asked(int position)
    {
        ref var asked = ref _asked[position];
        if (!double.IsNaN(asked)) return asked;
        var place = _places[position];
        return asked = Price(place) + Penalty(place);
    }

    private double Price(int place)
    {
        var (total, price) = (_first, double.PositiveInfinity);
        foreach (var (dropped, competed) in auction.DropsFor(place))
        {
            if (competed)
            {
                var score = (menu.CostOf(dropped) + Penalty(dropped) - Marginal(total, dropped)) / Root(dropped);
                price = Math.Min(price, Marginal(total, place) + (score * Root(place)) - Penalty(place));
            }

            total -= Size(dropped);
        }

        return Math.Min(price, Marginal(total, place) - Penalty(place));
    }

    private double Marginal(double total, int place)
    {
        var root = Math.Sqrt(menu.GainScale.Value);
        return (root / Math.Sqrt(total - Size(place))) - (root / Math.Sqrt(total));
    }

    private double Penalty(int place) => menu.Lambda * menu.DistanceOf(place) * Size(place) / menu.Samples;

    private double Root(int place) => Math.Pow(Size(place), 0.25);

    private double Size(int place) => menu.InSamples(menu.Sizes[place]);
}
