namespace Ipfl.Market.Auditing;

/// <summary>Utilities, by true types, of participants that report other numbers than they do, each alone.</summary>
internal static class FalseReports
{
    /// <summary>Utility i, k: of participant i reporting <paramref name="points"/>[i][k] samples.</summary>
    public static double[][] Samples(MarketRound round, BuyerSweep sweep, double[][] points, AuditProgress progress)
    {
        double[][] utilities = [.. points.Select(list => new double[list.Length])];
        sweep.Run(
            (desk, buyer) =>
            {
                var scale = round.Reports[buyer].Type.GainScale;
                var own = Array.ConvertAll(points[buyer], point => Bought(round, desk, buyer, (long)point, scale));
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
    public static double[][] Costs(MarketRound round, BuyerSweep sweep, double[][] points, AuditProgress progress)
    {
        double[][] utilities = [.. points.Select(list => new double[list.Length])];
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
    public static double[][] GainScales(MarketRound round, BuyerSweep sweep, double[][] points, AuditProgress progress)
    {
        var utilities = new double[points.Length][];
        sweep.Run(
            (desk, buyer) => Array.ConvertAll(points[buyer], point => Bought(round, desk, buyer, round.Reports[buyer].Type.Samples.Value, GainScale.Of(point))),
            (buyer, own) =>
            {
                utilities[buyer] = own;
                progress.BuyerDone();
            });
        return utilities;
    }

    private static double Bought(MarketRound round, BuyerDesk desk, int buyer, long own, GainScale scale)
    {
        var purchases = desk.Purchases(buyer, own, scale);
        return Accounting.GainOf(round, buyer, purchases) - purchases.Sum(purchase => purchase.Payment);
    }

    /// <summary>What this buyer's purchases are worth to each seller at each of its points; sellers it buys from at none are left out.</summary>
    private static List<(int Seller, double[] Worth)> Sold(MarketRound round, BuyerDesk desk, int buyer, double[][] points, ReportDimension dimension)
    {
        desk.Load(buyer);
        var sold = new List<(int, double[])>();
        for (var position = 0; position < desk.Problem.Count; position++)
        {
            var seller = desk.Problem.Sellers[position];
            var (cost, truth) = (round.Reports[seller].Type.SharingCost.Value, round.TrueTypeOf(seller).SharingCost);
            if (!truth.Sells) continue;
            double[]? worth = null;
            for (var k = 0; k < points[seller].Length; k++)
            {
                var point = points[seller][k];
                var payment = dimension == ReportDimension.Samples
                    ? desk.Payment(position, desk.Problem.SizeIfReported(position, (long)point), cost)
                    : desk.Payment(position, desk.Problem.Sizes[position], point);
                if (payment is { } paid) (worth ??= new double[points[seller].Length])[k] = paid - truth.Value;
            }

            if (worth is not null) sold.Add((seller, worth));
        }

        return sold;
    }

    private static void Add(double[] sums, double[] terms)
    {
        for (var k = 0; k < sums.Length; k++) sums[k] += terms[k];
    }
}
