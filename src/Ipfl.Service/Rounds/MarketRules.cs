using Ipfl.Market;
using Ipfl.Protocol.V1;

namespace Ipfl.Service.Rounds;

/// <summary>How a market decides.</summary>
/// <param name="Mechanism">Graph and payments.</param>
/// <param name="Lambda">λ.</param>
/// <param name="MaxDistance">A pair further apart never trades.</param>
public sealed record MarketRules(Mechanism Mechanism, double Lambda, double MaxDistance)
{
    /// <summary>ε: models nearer to each other are one model under several names; 0 is off.</summary>
    public double ExclusiveDistance { get; init; }

    /// <summary>K̃ of the mechanism <c>reference</c>; null for others.</summary>
    public GainScale? ReferenceGain { get; init; }

    /// <summary>What solves a round whose exact search ran out of its budget: a round that never ends is worse than one that is not quite the best.</summary>
    public Mechanism Fallback { get; init; } = Mechanism.Clock;

    /// <summary>Nodes of a buyer's exact search; null is the market's own bound.</summary>
    public long? Budget { get; init; }

    /// <summary>The rules in a market's terms, which were checked when it was created.</summary>
    public static MarketRules Of(Terms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return new(Mechanism.Find(terms.Mechanism)!, terms.Lambda, terms.MaxDistance)
        {
            ExclusiveDistance = terms.ExclusiveDistance,
            ReferenceGain = terms.ReferenceGain > 0 ? GainScale.Of(terms.ReferenceGain) : null,
            Fallback = Mechanism.Find(terms.Fallback) ?? Mechanism.Clock,
            Budget = terms.SolveBudget > 0 ? terms.SolveBudget : null,
        };
    }
}
