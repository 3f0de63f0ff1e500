namespace Ipfl.Market.Auditing;

/// <summary>What the audit found of one participant.</summary>
/// <param name="Id">Its id.</param>
/// <param name="SellerSlack">The least p_ij − c_j over its sales, by its true cost; null when it sells to nobody.</param>
/// <param name="BuyerSlack">G_i(S_i) − Σ p_ij, by its true type; 0 when it buys nothing.</param>
/// <param name="Cost">Regret in c, exact or, where <see cref="Audit.CostsAreExact"/> is false, to the resolution of the search.</param>
/// <param name="Samples">Regret in N, to the resolution of the search.</param>
/// <param name="GainScale">Regret in K, to the resolution of the search.</param>
/// <param name="Deposit">(Regret in N)/q: forfeited when a false N is caught, which happens with probability q, it makes the lie unprofitable in expectation.</param>
public sealed record ParticipantAudit(string Id, double? SellerSlack, double BuyerSlack, Regret Cost, Regret Samples, Regret GainScale, double Deposit)
{
    /// <summary>Regret in cost and gain scale together, to the resolution of the search, with model preference counted.</summary>
    public JointRegret CostAndGainScale { get; init; }

    /// <summary>What a second name could bring, as far as the tricks tried go; null where the audit tried none.</summary>
    public NamesRegret? Names { get; init; }

    /// <summary>The same of the tricks with its own data alone, without a <see cref="NameTrick.Decoy"/>: what exclusivity rules out.</summary>
    public NamesRegret? SameData { get; init; }
}
