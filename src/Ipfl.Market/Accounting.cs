using Ipfl.Market.Solving;

namespace Ipfl.Market;

/// <summary>Turns purchases into accounts: decisions came from reports, utilities come from true types.</summary>
public static class Accounting
{
    /// <summary>What outcomes without payments name as their mechanism.</summary>
    internal const string NoMechanism = "none";

    /// <summary>
    /// Accounts any graph, with no payments, by the formulas of the market: for algorithms that share models without trading. Edges whose
    /// weight is 0 and the diagonal do not count; a participant whose true type never sells bears no cost here.
    /// </summary>
    /// <param name="round">Reports, true types and gain function.</param>
    /// <param name="graph">m × m; entry (i, j) is the weight with which i uses j's model.</param>
    /// <exception cref="ArgumentException">The graph's size is not m × m.</exception>
    public static Outcome WithoutPayments(MarketRound round, double[,] graph)
    {
        ArgumentNullException.ThrowIfNull(round);
        ArgumentNullException.ThrowIfNull(graph);
        var m = round.Reports.Count;
        if (graph.GetLength(0) != m || graph.GetLength(1) != m) throw new ArgumentException($"the graph must be {m} × {m}", nameof(graph));
        var purchases = new Purchase[m][];
        for (var i = 0; i < m; i++)
        {
            var buyer = i;
            purchases[i] = [.. Enumerable.Range(0, m).Where(j => j != buyer && graph[buyer, j] != 0).Select(j => new Purchase(j, 0, null))];
        }

        return Close(round, NoMechanism, purchases);
    }

    internal static Outcome Close(MarketRound round, string mechanism, Purchase[][] purchases)
    {
        var m = purchases.Length;
        var edges = new List<Edge>(purchases.Sum(list => list.Length));
        var (gain, paid, received) = (new double[m], new double[m], new double[m]);
        var buyers = new int[m];
        var penalty = 0.0;
        for (var i = 0; i < m; i++)
        {
            var row = round.Distances.Row(i);
            foreach (var purchase in purchases[i])
            {
                var j = purchase.Seller;
                edges.Add(new(i, j, purchase.Payment, purchase.Threshold));
                paid[i] += purchase.Payment;
                received[j] += purchase.Payment;
                buyers[j]++;
                penalty += round.Lambda * row.DistanceTo(j) * round.SampleShare(i, j);
            }

            gain[i] = GainOf(round, i, purchases[i]);
        }

        var accounts = new Account[m];
        for (var i = 0; i < m; i++) accounts[i] = Balance(gain[i], paid[i], received[i], round.TrueTypeOf(i).SharingCost, buyers[i]);
        return new(mechanism, [.. round.Reports.Select(r => r.Id)], [.. edges], accounts, penalty);
    }

    /// <summary>
    /// The same outcome without the trades of these buyers: no payment, no gain and no sharing cost of theirs. For buyers that found what
    /// they had bought to be of no use to them.
    /// </summary>
    /// <param name="round">The round that was solved.</param>
    /// <param name="outcome">Its outcome.</param>
    /// <param name="buyers">The buyers whose trades are void, by their place among the reports.</param>
    /// <exception cref="ArgumentException">The outcome is not of so many participants, or a buyer is none of them.</exception>
    public static Outcome Voided(MarketRound round, Outcome outcome, IReadOnlySet<int> buyers)
    {
        ArgumentNullException.ThrowIfNull(round);
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(buyers);
        var m = round.Reports.Count;
        if (outcome.Ids.Count != m) throw new ArgumentException($"the outcome is of {outcome.Ids.Count} participants; the round has {m}", nameof(outcome));
        foreach (var buyer in buyers)
        {
            if ((uint)buyer >= (uint)m) throw new ArgumentException($"there is no participant {buyer} among {m}", nameof(buyers));
        }

        var kept = outcome.Edges.Where(edge => !buyers.Contains(edge.Buyer)).ToLookup(edge => edge.Buyer, edge => new Purchase(edge.Seller, edge.Payment, edge.Threshold));
        return Close(round, outcome.Mechanism, [.. Enumerable.Range(0, m).Select(buyer => kept[buyer].ToArray())]);
    }

    /// <summary>G_i of a set of purchases, by the true types, or by evidence where there is any.</summary>
    internal static double GainOf(MarketRound round, int buyer, Purchase[] purchases)
    {
        var type = round.TrueTypeOf(buyer);
        var imported = round.EffectiveSamples is { } samples ? Imported(samples.Row(buyer), purchases) : Imported(round, purchases);
        return imported > 0 && type.GainScale.Buys ? round.Gain.Increment(type.GainScale, type.Samples.Value, imported) : 0;
    }

    private static double Imported(MarketRound round, Purchase[] purchases)
    {
        Int128 imported = 0;
        foreach (var purchase in purchases) imported += round.TrueTypeOf(purchase.Seller).Samples.Value;
        return (double)imported;
    }

    private static double Imported(EffectiveRow row, Purchase[] purchases)
    {
        Int128 imported = 0;
        foreach (var purchase in purchases) imported += row.UnitsOf(purchase.Seller);
        return (double)imported * row.Unit.Samples;
    }

    private static Account Balance(double gain, double paid, double received, SharingCost perBuyer, int buyers)
    {
        var cost = buyers == 0 || !perBuyer.Sells ? 0 : perBuyer.Value * buyers;
        return new(gain, paid, received, cost, gain - paid + received - cost);
    }
}
