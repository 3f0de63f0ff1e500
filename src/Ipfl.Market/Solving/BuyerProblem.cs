using System.Numerics;
using Ipfl.Market.Exact;

namespace Ipfl.Market.Solving;

/// <summary>
/// One buyer's choice: max over sets S of the eligible sellers of G(S) − Σ w_j with w_j = c_j + λ d_j N_j/N_i. Sellers are numbered by
/// position 0 … Count − 1, in ascending order of participant. One instance is reloaded for many buyers.
/// </summary>
internal sealed class BuyerProblem
{
    // Doubles carry weights and increments to a few units of 1e-16; whatever is closer than this is compared exactly.
    private const double NearTie = 1e-13;

    private readonly ReportTable _table;
    private readonly double[] _distances;
    private readonly double[] _costs;
    private readonly Dictionary<int, Dyadic> _exactWeights = [];

    public BuyerProblem(ReportTable table, int capacity)
    {
        _table = table;
        (_distances, _costs) = (new double[capacity], new double[capacity]);
        (Sellers, Sizes, Weights, Penalties) = (new int[capacity], new long[capacity], new double[capacity], new double[capacity]);
    }

    /// <summary>The problem of a market that is at hand, and of no other: it is not to be reloaded.</summary>
    public BuyerProblem(BuyerMarket market)
        : this(new ReportTable(market.Lambda, market.Gain), market.Offers.Count)
    {
        (Buyer, Own, Scale, Budget) = (market.Buyer, market.Samples.Value, market.GainScale, new(market.Budget));
        foreach (var offer in market.Offers) Add(offer.Seller, offer.Distance, offer.Samples.Value, offer.Cost.Value);
    }

    /// <summary>What solving it exactly may cost.</summary>
    public SearchBudget Budget { get; init; } = SearchBudget.Usual;

    public int Capacity => Sellers.Length;

    /// <summary>Participant index of the buyer.</summary>
    public int Buyer { get; private set; }

    public int Count { get; private set; }

    /// <summary>Participant index of each seller.</summary>
    public int[] Sellers { get; }

    /// <summary>N_j.</summary>
    public long[] Sizes { get; }

    /// <summary>w_j.</summary>
    public double[] Weights { get; }

    /// <summary>λ d_j N_j/N_i.</summary>
    public double[] Penalties { get; }

    /// <summary>N_i.</summary>
    public long Own { get; private set; }

    public GainScale Scale { get; private set; }

    public IGainFunction Gain => _table.Gain;

    public double Lambda => _table.Lambda;

    /// <summary>Takes nodes from the budget.</summary>
    /// <exception cref="BudgetExceededException">So many were not left.</exception>
    public void Spend(long nodes)
    {
        if (!Budget.Spend(nodes)) throw Exhausted();
    }

    public BudgetExceededException Exhausted() => new(Mechanism.Vcg.Name, Buyer, null, Budget.Nodes);

    public double CostOf(int position) => _costs[position];

    public double DistanceOf(int position) => _distances[position];

    /// <summary>
    /// Gathers the sellers that are close enough to <paramref name="buyer"/>; none when it wants no model. Those that never sell are among
    /// them, with an infinite weight: in the published walk they take their place (at T = N_j) and end it.
    /// </summary>
    public void Load(int buyer) => Load(buyer, _table.Samples[buyer], _table.Scales[buyer]);

    /// <summary>The same for a buyer that reports other samples or another gain scale.</summary>
    public void Load(int buyer, long own, GainScale scale)
    {
        (Buyer, Own, Scale, Count) = (buyer, own, scale, 0);
        _exactWeights.Clear();
        if (!Scale.Buys) return;
        var row = _table.Distances.Row(buyer);
        for (var k = 0; k < row.Distances.Length; k++)
        {
            var (seller, distance) = (row.SellerAt(k), row.Distances[k]);
            if (seller == buyer || distance > _table.MaxDistance) continue;
            Add(seller, distance, _table.Samples[seller], _table.Costs[seller]);
        }
    }

    /// <summary>λ d_j N_j/N_i if the seller reported <paramref name="size"/> samples.</summary>
    public double PenaltyOf(int position, long size) => _table.Lambda * _distances[position] * ((double)size / Own);

    /// <summary>Puts other reports of the seller at <paramref name="position"/> in place of its own, until the next load.</summary>
    public void Replace(int position, long size, double cost)
    {
        (Sizes[position], _costs[position], Penalties[position]) = (size, cost, PenaltyOf(position, size));
        Weights[position] = cost + Penalties[position];
        if (_exactWeights.Count > 0) _exactWeights.Remove(position);
    }

    /// <summary>For every seller a number that its threshold is below.</summary>
    public void BoundThresholds(double[] bounds)
    {
        var sizes = Sizes.AsSpan(0, Count);
        var weights = Weights.AsSpan(0, Count);
        if (Gain is IBoundedGain bounded) bounded.BoundThresholds(Scale, sizes, weights, bounds.AsSpan(0, Count));
        else ThresholdBounds.Of(Gain, Scale, sizes, weights, bounds.AsSpan(0, Count));
    }

    /// <summary>The sign of G(from + N_j) − G(from) − w_j: positive when seller j is worth its weight on top of <paramref name="from"/> samples.</summary>
    public int CompareIncrement(Int128 from, int position)
    {
        var weight = Weights[position];
        if (double.IsInfinity(weight)) return -1;
        var increment = Gain.Increment(Scale, (double)from, Sizes[position]);
        if (Math.Abs(increment - weight) > NearTie * Math.Max(increment, weight) || Gain is not IExactGain exact)
            return increment.CompareTo(weight);
        return exact.CompareIncrement(Scale, Exact(from), Exact(from + Sizes[position]), PerOwnSample(ExactWeight(position)));
    }

    /// <summary>Whether the threshold T of seller j is above the exact number <paramref name="total"/>; needs an exact gain function.</summary>
    public bool ThresholdExceeds(int position, Fraction total, IExactGain exact)
    {
        var from = total - Fraction.Whole(Sizes[position]);
        if (double.IsInfinity(Weights[position])) return from.Sign < 0;
        return from.Sign <= 0 || exact.CompareIncrement(Scale, from, total, PerOwnSample(ExactWeight(position))) > 0;
    }

    /// <summary>N_i w_j without rounding, from the reported numbers.</summary>
    public Dyadic ExactWeight(int position)
    {
        if (_exactWeights.TryGetValue(position, out var weight)) return weight;
        weight = (Dyadic.Of(CostOf(position)) * Own) + (Dyadic.Of(Lambda) * Dyadic.Of(_distances[position]) * Sizes[position]);
        _exactWeights.Add(position, weight);
        return weight;
    }

    /// <summary>An exact number over N_i.</summary>
    public Fraction PerOwnSample(Dyadic value) => Fraction.Of(value) / Fraction.Whole(Own);

    /// <summary>Whether two sellers are alike in everything that the buyer sees.</summary>
    public bool Alike(int a, int b) =>
        Sizes[a] == Sizes[b] && CostOf(a).Equals(CostOf(b)) && (_distances[a].Equals(_distances[b]) || _table.Lambda == 0);

    private static Fraction Exact(Int128 value) => Fraction.Whole((BigInteger)value);

    private void Add(int seller, double distance, long size, double cost)
    {
        (Sellers[Count], _distances[Count]) = (seller, distance);
        Replace(Count++, size, cost);
    }
}
