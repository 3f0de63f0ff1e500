namespace Ipfl.Market;

/// <summary>A trade: <paramref name="Buyer"/> imports <paramref name="Seller"/>'s model.</summary>
/// <param name="Buyer">Index of the buyer.</param>
/// <param name="Seller">Index of the seller.</param>
/// <param name="Payment">What the buyer pays the seller in this round.</param>
/// <param name="Threshold">The total T up to which the seller would be imported; null for <c>vcg</c>, mechanisms of one's own, and where it is unbounded.</param>
public readonly record struct Edge(int Buyer, int Seller, double Payment, double? Threshold);

/// <summary>What a round means for one participant, by its true type: utility = gain − paid + received − sharing cost.</summary>
/// <param name="Gain">G_i(S_i).</param>
/// <param name="Paid">Σ p_ij over the models it imports.</param>
/// <param name="Received">Σ p_ki over those that import its model.</param>
/// <param name="SharingCost">c_i times the number of those that import its model.</param>
/// <param name="Utility">U_i.</param>
public readonly record struct Account(double Gain, double Paid, double Received, double SharingCost, double Utility);

/// <summary>A solved round.</summary>
public sealed class Outcome
{
    internal Outcome(string mechanism, IReadOnlyList<string> ids, IReadOnlyList<Edge> edges, IReadOnlyList<Account> accounts, double penalty)
    {
        (Mechanism, Ids, Edges, Accounts, DistancePenalty) = (mechanism, ids, edges, accounts, penalty);
        foreach (var account in accounts) SocialWelfare += account.Gain - account.SharingCost;
    }

    /// <summary>The mechanism's name.</summary>
    public string Mechanism { get; }

    /// <summary>The participants' ids, in the order of the reports.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>All trades, by buyer, then by seller.</summary>
    public IReadOnlyList<Edge> Edges { get; }

    /// <summary>Each participant's account, in the order of the reports.</summary>
    public IReadOnlyList<Account> Accounts { get; }

    /// <summary>Σ U_i = Σ gain − Σ sharing cost: payments cancel, the market keeps nothing.</summary>
    public double SocialWelfare { get; }

    /// <summary>λ Σ over trades of (N_j/N_i) d_ij, with the reported N: what the graph pays in model distance.</summary>
    public double DistancePenalty { get; }

    /// <summary>Social welfare less distance penalty: what the graph is chosen to maximise.</summary>
    public double Objective => SocialWelfare - DistancePenalty;

    /// <summary>
    /// On request (<see cref="SolveOptions.Efficiency"/>) the objective over the largest that any graph has, both by the true types; null where
    /// it was not asked for, where the optimum was not found within the budget, and where the largest is 0 and this one below it.
    /// </summary>
    public double? Efficiency { get; private init; }

    /// <summary>The name of the mechanism that was asked for, where its budget did not suffice and <see cref="Mechanism"/> solved the round instead; else null.</summary>
    public string? Fallback { get; private init; }

    internal Outcome Noting(string? fallback, double? efficiency) =>
        new(Mechanism, Ids, Edges, Accounts, DistancePenalty) { Fallback = fallback, Efficiency = efficiency };
}
