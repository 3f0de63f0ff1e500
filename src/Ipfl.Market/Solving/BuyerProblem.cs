using System.Numerics;
using Ipfl.Market.Exact;

namespace Ipfl.Market.Solving;

/// <summary>
/// One buyer's choice: max over sets S of the eligible sellers of G(S) − Σ w_j with w_j = c_j + λ d_j N_j/N_i. Sellers are numbered by
/// position 0 … Count − 1, in ascending order of participant. One instance is reloaded for many buyers. Samples are counted in the buyer's
/// <see cref="SampleUnit"/>: whole samples, but where evidence says what models are worth to it.
/// </summary>
internal sealed class BuyerProblem
{
    // Doubles carry weights and increments to a few units of 1e-16; whatever is closer than this is compared exactly.
    private const double NearTie = 1e-13;

    private readonly ReportTable _table;
    private readonly double[] _distances;
    private readonly double[] _costs;
    private readonly Dictionary<int, Dyadic> _exactWeights = [];
    private readonly int[] _clusters;
    private readonly BuyerMarket? _market;
    private SampleUnit _unit;
    private double _own;

    public BuyerProblem(ReportTable table, int capacity)
    {
        _table = table;
        (_distances, _costs) = (new double[capacity], new double[capacity]);
        Gain = table.Gain;
        IsExclusive = table.Clusters is not null;
        _clusters = IsExclusive ? new int[capacity] : [];
        (Sellers, Sizes, Weights, Penalties) = (new int[capacity], new long[capacity], new double[capacity], new double[capacity]);
    }

    /// <summary>The problem of a market that is at hand, and of no other: it is not to be reloaded.</summary>
    public BuyerProblem(BuyerMarket market)
        : this(new ReportTable(market.Lambda, market.Gain, market.ReferenceGain), market.Offers.Count)
    {
        (_market, Budget) = (market, new(market.Budget));
        (IsExclusive, _clusters) = (market.IsExclusive, market.IsExclusive ? [.. market.Offers.Select(offer => offer.Cluster)] : []);
        (Buyer, Samples, GainScale) = (market.Buyer, market.Samples.Value, market.GainScale);
        CountIn(market.Unit);
        foreach (var offer in market.Offers) Add(offer.Seller, offer.Distance, market.Unit.Units(offer.EffectiveSamples), offer.Cost.Value);
    }

    /// <summary>Room for problems of the same market as another's, to be loaded from it; it takes from the same budget.</summary>
    public BuyerProblem(BuyerProblem other)
        : this(other._table, other.Capacity)
    {
        (Budget, IsExclusive) = (other.Budget, other.IsExclusive);
        if (IsExclusive) _clusters = new int[other.Capacity];
    }

    /// <summary>What solving it exactly may cost.</summary>
    public SearchBudget Budget { get; init; } = SearchBudget.Usual;

    public int Capacity => Sellers.Length;

    /// <summary>Participant index of the buyer.</summary>
    public int Buyer { get; private set; }

    public int Count { get; private set; }

    /// <summary>Participant index of each seller.</summary>
    public int[] Sellers { get; }

    /// <summary>N_j, or N̂_j where there is evidence, in units.</summary>
    public long[] Sizes { get; }

    /// <summary>w_j.</summary>
    public double[] Weights { get; }

    /// <summary>λ d_j N_j/N_i.</summary>
    public double[] Penalties { get; }

    /// <summary>N_i in units.</summary>
    public Int128 Own { get; private set; }

    /// <summary>The scale to ask <see cref="Gain"/> with.</summary>
    public GainScale Scale { get; private set; }

    /// <summary>The law of gain over units.</summary>
    public IGainFunction Gain { get; private set; }

    /// <summary>N_i.</summary>
    public long Samples { get; private set; }

    /// <summary>K_i.</summary>
    public GainScale GainScale { get; private set; }

    /// <summary>What decides among sets whose values agree to rounding, in place of their exact values; null for those.</summary>
    public WrittenValues? Written { get; set; }

    /// <summary>Whether evidence says what the sellers' models are worth, and not their reports.</summary>
    public bool HasEvidence => _table.EffectiveSamples is not null;

    /// <summary>Whether the buyer may import at most one of each cluster.</summary>
    public bool IsExclusive { get; }

    /// <summary>The problem as a <see cref="CustomMechanism"/> sees it.</summary>
    public BuyerMarket Market => _market ?? new BuyerMarket(this, _table, _unit);

    /// <summary>K̃.</summary>
    public GainScale? ReferenceGain => _table.ReferenceGain;

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

    /// <summary>The cluster of the seller at <paramref name="position"/>: where nobody excludes anybody, its own.</summary>
    public int ClusterOf(int position) => IsExclusive ? _clusters[position] : Sellers[position];

    /// <summary>
    /// Gathers the sellers that are close enough to <paramref name="buyer"/>, worth anything to it and not of its own cluster; none when it
    /// wants no model. Those that never sell are among them, with an infinite weight: in the published walk they take their place (at T = N_j) and end it.
    /// </summary>
    public void Load(int buyer) => Load(buyer, _table.Samples[buyer], _table.Scales[buyer]);

    /// <summary>The same for a buyer that reports other samples or another gain scale.</summary>
    public void Load(int buyer, long own, GainScale scale)
    {
        (Buyer, Samples, GainScale, Count) = (buyer, own, scale, 0);
        _exactWeights.Clear();
        if (!scale.Buys) return;
        var row = _table.Distances.Row(buyer);
        var effective = _table.EffectiveSamples is { } samples ? samples.Row(buyer) : default;
        CountIn(effective.Unit);
        for (var k = 0; k < row.Distances.Length; k++)
        {
            var (seller, distance) = (row.SellerAt(k), row.Distances[k]);
            if (seller == buyer || distance > _table.MaxDistance || (_table.Clusters is { } clusters && clusters[seller] == clusters[buyer])) continue;
            var size = HasEvidence ? effective.UnitsOf(seller) : _table.Samples[seller];
            if (size == 0) continue;
            if (IsExclusive) _clusters[Count] = _table.Clusters![seller];
            Add(seller, distance, size, _table.Costs[seller]);
        }
    }

    /// <summary>Takes over another problem at another gain scale.</summary>
    /// <param name="other">The problem that is loaded.</param>
    /// <param name="scale">The gain scale, above 0.</param>
    /// <param name="keep">Tells of each position whether the seller there is taken over; null takes all.</param>
    /// <param name="cost">Gives the cost of those taken over; null leaves it.</param>
    public void LoadFrom(BuyerProblem other, GainScale scale, Func<int, bool>? keep = null, Func<int, double>? cost = null)
    {
        (Buyer, Samples, GainScale, Count) = (other.Buyer, other.Samples, scale, 0);
        _exactWeights.Clear();
        CountIn(other._unit);
        for (var k = 0; k < other.Count; k++)
        {
            if (!(keep?.Invoke(k) ?? true)) continue;
            if (IsExclusive) _clusters[Count] = other._clusters[k];
            Add(other.Sellers[k], other._distances[k], other.Sizes[k], cost?.Invoke(k) ?? other.CostOf(k));
        }
    }

    /// <summary>The size that the seller at <paramref name="position"/> has if it reports <paramref name="samples"/>: with evidence its own all the same.</summary>
    public long SizeIfReported(int position, long samples) => HasEvidence ? Sizes[position] : samples;

    /// <summary>A number of units in samples.</summary>
    public double InSamples(double units) => units * _unit.Samples;

    /// <summary>λ d_j N_j/N_i if the seller's size were <paramref name="size"/>.</summary>
    public double PenaltyOf(int position, long size) => _table.Lambda * _distances[position] * (size / _own);

    /// <summary>Puts another size and cost of the seller at <paramref name="position"/> in place of its own, until the next load.</summary>
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

    /// <summary>G(from + N_j) − G(from) − w_j in units of 2^−<see cref="FixedPoint.Bits"/>, to four of them; needs an exact gain function.</summary>
    public BigInteger FixedSurplus(Int128 from, int position, IExactGain exact) =>
        exact.FixedIncrement(Scale, Exact(from), Exact(from + Sizes[position])) - FixedPoint.Of(PerOwnSample(ExactWeight(position)));

    /// <summary>Compares w_a with w_b, as exactly as the gain function allows decisions to be.</summary>
    public int CompareWeights(int a, int b)
    {
        if (Alike(a, b)) return 0;
        var (wa, wb) = (Weights[a], Weights[b]);
        return double.IsInfinity(wa) || double.IsInfinity(wb) || Math.Abs(wa - wb) > NearTie * Math.Max(wa, wb) || Gain is not IExactGain
            ? wa.CompareTo(wb)
            : ExactWeight(a).CompareTo(ExactWeight(b));
    }

    /// <summary>Whether the threshold T of seller j is above the exact number <paramref name="total"/>; needs an exact gain function.</summary>
    public bool ThresholdExceeds(int position, Fraction total, IExactGain exact)
    {
        var from = total - Fraction.Whole(Sizes[position]);
        if (double.IsInfinity(Weights[position])) return from.Sign < 0;
        return from.Sign <= 0 || exact.CompareIncrement(Scale, from, total, PerOwnSample(ExactWeight(position))) > 0;
    }

    /// <summary>N_i w_j, with N_i in units, without rounding, from the numbers given.</summary>
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

    private void CountIn(SampleUnit unit)
    {
        (_unit, Own) = (unit, unit.Units(Samples));
        _own = (double)Own;
        (Gain, Scale) = UnitGain.Of(_table.Gain, GainScale, unit);
    }

    private void Add(int seller, double distance, long size, double cost)
    {
        (Sellers[Count], _distances[Count]) = (seller, distance + 0.0);
        Replace(Count++, size, cost);
    }
}
