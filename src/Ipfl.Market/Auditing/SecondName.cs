namespace Ipfl.Market.Auditing;

/// <summary>A market in which one participant has another name besides its own. The new name comes last among the reports.</summary>
internal static class SecondName
{
    /// <summary>The market with the two names.</summary>
    /// <param name="round">The market as it is.</param>
    /// <param name="holder">Who takes another name.</param>
    /// <param name="first">What it reports under its own.</param>
    /// <param name="second">What it reports under the other.</param>
    /// <param name="distance">How far the model of the other name is from its own; to everybody else it is as its own is.</param>
    /// <param name="everybody">Whether the other name is offered to all, or to the holder alone.</param>
    public static MarketRound Added(MarketRound round, int holder, ParticipantType first, ParticipantType second, double distance, bool everybody)
    {
        var m = round.Reports.Count;
        Report[] reports = [.. round.Reports, new Report(Unused(round, holder), second)];
        reports[holder] = reports[holder] with { Type = first };
        var candidates = new List<Candidate>();
        for (var buyer = 0; buyer < m; buyer++)
        {
            var row = round.Distances.Row(buyer);
            for (var k = 0; k < row.Distances.Length; k++)
            {
                var seller = row.SellerAt(k);
                if (seller == buyer) continue;
                candidates.Add(new(buyer, seller, row.Distances[k]));
                if (everybody && seller == holder) candidates.Add(new(buyer, m, row.Distances[k]));
            }
        }

        candidates.Add(new(holder, m, distance));
        return round.Remade(reports, ModelDistances.Sparse(m + 1, candidates), Evidence(round, holder, second, candidates));
    }

    /// <summary>Evidence looks at models: both names have the same. What the holder's own evidence says of its own fake is in its hands.</summary>
    private static EffectiveSamples? Evidence(MarketRound round, int holder, ParticipantType second, List<Candidate> candidates)
    {
        if (round.EffectiveSamples is not { } samples) return null;
        var m = round.Reports.Count;
        return EffectiveSamples.Sparse(m + 1, candidates.Select(pair => (pair.Buyer, pair.Seller, pair switch
        {
            { Seller: var seller } when seller < m => samples.Of(pair.Buyer, seller),
            { Buyer: var buyer } when buyer == holder => second.Samples.Value,
            _ => samples.Of(pair.Buyer, holder),
        })));
    }

    private static string Unused(MarketRound round, int holder)
    {
        var id = round.Reports[holder].Id + "'";
        while (round.Reports.Any(report => report.Id == id)) id += "'";
        return id;
    }
}
