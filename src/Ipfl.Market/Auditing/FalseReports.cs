namespace Ipfl.Market.Auditing;

/// <summary>Utilities, by true types, of participants that report other numbers than they do, each alone.</summary>
internal static class FalseReports
{
    /// <summary>Utility i, k: of participant i reporting <paramref name="points"/>[i][k] samples.</summary>
    public static Trial[][] Samples(MarketRound round, BuyerSweep sweep, double[][] points, AuditProgress progress)
    {
        Trial[][] utilities = [.. points.Select(list => new Trial[list.Length])];
        sweep.Run(
            (desk, buyer) =>
            {
                var scale = round.Reports[buyer].Type.GainScale;
                var own = Array.ConvertAll(points[buyer], point => Bought(round, desk, buyer, (long)point, scale, counting: false));
                return (Own: own, Sold: Sold(round, desk, buyer, points, ReportDimension.Samples));
            },
            (buyer, answer) =>
            {
                Add(utilities[buyer], answer.Own);
                foreach (var (seller, sold) in answer.Sold) Add(utilities[seller], sold);
                progress.BuyerDone();
            });
        return utilities;
    }

    /// <summary>The same for sharing costs, which only decide what a participant sells; without the worth of its own purchases.</summary>
    public static Trial[][] Costs(MarketRound round, BuyerSweep sweep, double[][] points, AuditProgress progress)
    {
        Trial[][] utilities = [.. points.Select(list => new Trial[list.Length])];
        sweep.Run(
            (desk, buyer) => Sold(round, desk, buyer, points, ReportDimension.Cost),
            (buyer, answer) =>
            {
                foreach (var (seller, sold) in answer) Add(utilities[seller], sold);
                progress.BuyerDone();
            });
        return utilities;
    }

    /// <summary>The same for gain scales, which only decide what a participant itself buys.</summary>
    /// <param name="round">The market.</param>
    /// <param name="sweep">Asks the buyers.</param>
    /// <param name="points">The gain scales.</param>
    /// <param name="progress">Told of every buyer that is done.</param>
    /// <param name="counting">Whether λ d_ij N_j/N_i counts, as it does for the buyer's choice: then utilities are not in money alone.</param>
    public static Trial[][] GainScales(MarketRound round, BuyerSweep sweep, double[][] points, AuditProgress progress, bool counting)
    {
        var utilities = new Trial[points.Length][];
        sweep.Run(
            (desk, buyer) => Array.ConvertAll(points[buyer], point => Bought(round, desk, buyer, round.Reports[buyer].Type.Samples.Value, GainScale.Of(point), counting)),
            (buyer, own) =>
            {
                utilities[buyer] = own;
                progress.BuyerDone();
            });
        return utilities;
    }

    private static Trial Bought(MarketRound round, BuyerDesk desk, int buyer, long own, GainScale scale, bool counting)
    {
        var (utility, trades, purchases) = (0.0, 0UL, desk.Purchases(buyer, own, scale));
        foreach (var purchase in purchases)
        {
            utility -= purchase.Payment + (counting ? desk.PenaltyOf(purchase.Seller) : 0);
            trades ^= Trial.DigestOf(buyer, purchase.Seller);
        }

        return new(utility + Accounting.GainOf(round, buyer, purchases), trades);
    }

    /// <summary>What this buyer's purchases are worth to each seller at each of its points; sellers it buys from at none are left out.</summary>
    private static List<(int Seller, Trial[] Worth)> Sold(MarketRound round, BuyerDesk desk, int buyer, double[][] points, ReportDimension dimension)
    {
        desk.Load(buyer);
        var sold = new List<(int, Trial[])>();
        for (var position = 0; position < desk.Problem.Count; position++)
        {
            var seller = desk.Problem.Sellers[position];
            var (cost, truth) = (round.Reports[seller].Type.SharingCost.Value, round.TrueTypeOf(seller).SharingCost);
            if (!truth.Sells) continue;
            Trial[]? worth = null;
            for (var k = 0; k < points[seller].Length; k++)
            {
                var point = points[seller][k];
                var payment = dimension == ReportDimension.Samples
                    ? desk.Payment(position, desk.Problem.SizeIfReported(position, (long)point), cost)
                    : desk.Payment(position, desk.Problem.Sizes[position], point);
                if (payment is { } paid) (worth ??= new Trial[points[seller].Length])[k] = new(paid - truth.Value, Trial.DigestOf(buyer, seller));
            }

            if (worth is not null) sold.Add((seller, worth));
        }

        return sold;
    }

    private static void Add(Trial[] sums, Trial[] terms)
    {
        for (var k = 0; k < sums.Length; k++) sums[k] += terms[k];
    }
}
