using Ipfl.Data;
using Ipfl.Market;

namespace Ipfl.Simulation;

/// <summary>
/// The inclusive market of Zhang et al. (2025): traders, who buy and sell; buyers, who never sell; sellers, who want no model; an attacker.
/// </summary>
internal static class InclusiveMarket
{
    /// <summary>How many participants it has.</summary>
    public const int Participants = 12;

    /// <summary>Which of them attacks.</summary>
    public const int Attacker = 11;

    private static readonly int[] Traders = [3, 4, 6];
    private static readonly int[] Buyers = [1, 2, 8, 9];

    /// <summary>The name of a participant's type.</summary>
    public static string KindOf(int participant) => participant switch
    {
        Attacker => "attacker",
        _ when Traders.Contains(participant) => "trader",
        _ when Buyers.Contains(participant) => "buyer",
        _ => "seller",
    };

    /// <summary>Draws a participant's K and c: K from U(K/2, K) for those who buy, c from U(C/2, C) for traders, or U(0.8 C, 1.2 C) for sellers at cost.</summary>
    /// <param name="participant">Its place.</param>
    /// <param name="market">K and C.</param>
    /// <param name="sellersAtCost">Whether sellers bear a cost.</param>
    /// <param name="seed">The run's seed.</param>
    public static (GainScale GainScale, SharingCost SharingCost) Draw(int participant, MarketSettings market, bool sellersAtCost, long seed)
    {
        var random = new RandomStream(seed, RandomPurpose.Types, participant: participant);
        var (k, c) = (market.GainScale.Value, market.SharingCost.Value);
        var wanted = GainScale.Of(Between(k / 2, k, random));
        return KindOf(participant) switch
        {
            "trader" => (wanted, SharingCost.Of(Between(c / 2, c, random))),
            "buyer" => (wanted, SharingCost.NeverSells),
            "seller" when sellersAtCost => (GainScale.None, SharingCost.Of(Between(0.8 * c, 1.2 * c, random))),
            _ => (GainScale.None, SharingCost.Of(0)),
        };
    }

    private static double Between(double low, double high, RandomStream random) => low + ((high - low) * random.NextDouble());
}
