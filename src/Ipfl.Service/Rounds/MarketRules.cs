using Ipfl.Market;
using Ipfl.Protocol.V1;

namespace Ipfl.Service.Rounds;

/// <summary>How a market decides.</summary>
/// <param name="Mechanism">Graph and payments.</param>
/// <param name="Lambda">λ.</param>
/// <param name="MaxDistance">A pair further apart never trades.</param>
public sealed record MarketRules(Mechanism Mechanism, double Lambda, double MaxDistance)
{
    /// <summary>The rules in a market's terms, which were checked when it was created.</summary>
    public static MarketRules Of(Terms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return new(Mechanism.Find(terms.Mechanism)!, terms.Lambda, terms.MaxDistance);
    }
}
