using Ipfl.Market.Solving;

namespace Ipfl.Market;

/// <summary>
/// What one buyer of a round chooses among, as a <see cref="CustomMechanism"/> sees it: its own report without its sharing cost, the law of
/// gain, and the sellers close enough to trade with it. It never changes; other offers make another one.
/// </summary>
public sealed class BuyerMarket
{
    internal BuyerMarket(BuyerProblem problem, ReportTable table, SampleUnit unit)
    {
        (Buyer, Samples, GainScale) = (problem.Buyer, new(problem.Samples), problem.GainScale);
        (Gain, Lambda, ReferenceGain, Unit, Budget) = (table.Gain, problem.Lambda, problem.ReferenceGain, unit, problem.Budget.Nodes);
        IsExclusive = problem.IsExclusive;
        var offers = new SellerOffer[problem.Count];
        for (var k = 0; k < offers.Length; k++)
        {
            var (seller, size) = (problem.Sellers[k], problem.Sizes[k]);
            var samples = problem.HasEvidence ? table.Samples[seller] : size;
            offers[k] = new(seller, new(samples), size * unit.Samples, problem.ClusterOf(k), new(problem.CostOf(k)), problem.DistanceOf(k), problem.Penalties[k]);
        }

        Offers = offers;
    }

    private BuyerMarket(BuyerMarket market, IReadOnlyList<SellerOffer> offers)
    {
        (Buyer, Samples, GainScale) = (market.Buyer, market.Samples, market.GainScale);
        (Gain, Lambda, ReferenceGain, Unit) = (market.Gain, market.Lambda, market.ReferenceGain, market.Unit);
        (Budget, IsExclusive, Offers) = (market.Budget, market.IsExclusive, offers);
    }

    /// <summary>The buyer's place among the reports.</summary>
    public int Buyer { get; }

    /// <summary>N_i, as it reports.</summary>
    public Samples Samples { get; }

    /// <summary>K_i, as it reports.</summary>
    public GainScale GainScale { get; }

    /// <summary>How samples turn into gain.</summary>
    public IGainFunction Gain { get; }

    /// <summary>λ, the weight of model distance against money.</summary>
    public double Lambda { get; }

    /// <summary>K̃, where the round states one.</summary>
    public GainScale? ReferenceGain { get; }

    /// <summary>
    /// The sellers within the round's largest distance that are worth anything to the buyer and not of its own cluster, by participant,
    /// ascending; among them those that never sell. Empty for a participant that wants no model.
    /// </summary>
    public IReadOnlyList<SellerOffer> Offers { get; }

    /// <summary>What solving it exactly may cost, in nodes.</summary>
    internal long Budget { get; }

    /// <summary>Whether the buyer may import at most one of each cluster.</summary>
    internal bool IsExclusive { get; }

    /// <summary>What sizes are whole numbers of.</summary>
    internal SampleUnit Unit { get; }

    /// <summary>What a participant of a round chooses among.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such participant.</exception>
    public static BuyerMarket Of(MarketRound round, int buyer)
    {
        ArgumentNullException.ThrowIfNull(round);
        ArgumentOutOfRangeException.ThrowIfNegative(buyer);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(buyer, round.Reports.Count);
        var problem = new BuyerProblem(new(round), round.Distances.MostCandidates);
        problem.Load(buyer);
        return problem.Market;
    }

    /// <summary>The same with other sharing costs. Those that never sell are not asked for: they stay so.</summary>
    /// <param name="cost">The cost to put in place of an offer's: ≥ 0; +∞ never sells.</param>
    /// <exception cref="ArgumentOutOfRangeException">A cost is negative or NaN.</exception>
    public BuyerMarket WithCosts(Func<SellerOffer, double> cost)
    {
        ArgumentNullException.ThrowIfNull(cost);
        return new(this, [.. Offers.Select(offer => offer.Cost.Sells ? offer with { Cost = SharingCost.Of(cost(offer)) } : offer)]);
    }

    /// <summary>The same with fewer sellers.</summary>
    /// <param name="keep">Tells which offers stay.</param>
    public BuyerMarket Where(Func<SellerOffer, bool> keep)
    {
        ArgumentNullException.ThrowIfNull(keep);
        return new(this, [.. Offers.Where(keep)]);
    }
}

/// <summary>A seller as a buyer sees it.</summary>
/// <param name="Seller">Its place among the reports.</param>
/// <param name="Samples">N_j, as it reports.</param>
/// <param name="EffectiveSamples">What counts for the buyer: N̂_ij where the round has evidence, else N_j; above 0.</param>
/// <param name="Cluster">Its cluster: where the round has an exclusive distance, a buyer imports at most one of those that have the same number.</param>
/// <param name="Cost">c_j, as it reports.</param>
/// <param name="Distance">d_ij, how far its model is from the buyer's.</param>
/// <param name="Penalty">λ d_ij N_j/N_i, with effective samples: what the distance counts in money.</param>
public readonly record struct SellerOffer(int Seller, Samples Samples, double EffectiveSamples, int Cluster, SharingCost Cost, double Distance, double Penalty)
{
    /// <summary>w_ij = c_j + λ d_ij N_j/N_i: what importing the seller's model costs the objective; +∞ where it never sells.</summary>
    public double Weight => Cost.Value + Penalty;
}

/// <summary>A model that a buyer imports.</summary>
/// <param name="Seller">The seller's place among the reports.</param>
/// <param name="Payment">What the buyer pays it in this round: finite and ≥ 0.</param>
public readonly record struct Import(int Seller, double Payment);
