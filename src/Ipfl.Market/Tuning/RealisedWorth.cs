namespace Ipfl.Market.Tuning;

/// <summary>
/// What models turned out to be worth, in samples per sample of the buyer: from the realised gain r of a trade alone, √(K/N) − √(K/(N + n)) = r.
/// Of a pair that did not trade in a round, the mean over the rounds in which it did.
/// </summary>
internal sealed class RealisedWorth
{
    /// <summary>Harm beyond a loss of so many of a buyer's samples is not told apart: gains would be without bound.</summary>
    private const double LeastShare = -0.9;

    private const double MostShare = 1e6;

    private readonly Dictionary<(string Buyer, string Seller), double> _means;
    private readonly IReadOnlyList<PastRound> _rounds;

    public RealisedWorth(IReadOnlyList<PastRound> rounds)
    {
        _rounds = rounds;
        _means = rounds
            .SelectMany(round => round.Realised.Where(trade => round.Market.TrueTypeOf(trade.Key.Buyer).GainScale.Buys)
                .Select(trade => (Pair: Names(round.Market, trade.Key), Share: Share(round, trade.Key, trade.Value))))
            .GroupBy(trade => trade.Pair, trade => trade.Share)
            .ToDictionary(pair => pair.Key, pair => pair.Average());
    }

    public bool Any => _means.Count > 0;

    /// <summary>Realised gains less sharing costs of an outcome, over the trades whose worth is known, and how many these are.</summary>
    public (double Welfare, int Known) Of(int round, Outcome outcome)
    {
        var (market, welfare, known) = (_rounds[round].Market, 0.0, 0);
        foreach (var bought in outcome.Edges.GroupBy(edge => edge.Buyer))
        {
            var share = 0.0;
            foreach (var edge in bought)
            {
                if (ShareOf(round, edge.Buyer, edge.Seller) is not { } worth) continue;
                known++;
                share += worth;
                welfare -= market.TrueTypeOf(edge.Seller).SharingCost is { Sells: true } cost ? cost.Value : 0;
            }

            var buyer = market.TrueTypeOf(bought.Key);
            var root = Math.Sqrt(buyer.GainScale.Value / buyer.Samples.Value);
            welfare += root * (1 - (1 / Math.Sqrt(1 + Math.Max(LeastShare, share))));
        }

        return (welfare, known);
    }

    private double? ShareOf(int round, int buyer, int seller)
    {
        var past = _rounds[round];
        if (past.Realised.TryGetValue((buyer, seller), out var gain) && past.Market.TrueTypeOf(buyer).GainScale.Buys) return Share(past, (buyer, seller), gain);
        return _means.TryGetValue(Names(past.Market, (buyer, seller)), out var mean) ? mean : null;
    }

    /// <summary>n/N: with s = r/√(K/N) it is 1/(1 − s)² − 1.</summary>
    private static double Share(PastRound round, (int Buyer, int Seller) trade, double gain)
    {
        var buyer = round.Market.TrueTypeOf(trade.Buyer);
        var rest = 1 - (gain / Math.Sqrt(buyer.GainScale.Value / buyer.Samples.Value));
        return rest <= 0 ? MostShare : Math.Clamp((1 / rest / rest) - 1, LeastShare, MostShare);
    }

    private static (string Buyer, string Seller) Names(MarketRound market, (int Buyer, int Seller) trade) => (market.Reports[trade.Buyer].Id, market.Reports[trade.Seller].Id);
}
