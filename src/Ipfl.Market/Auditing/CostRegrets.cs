namespace Ipfl.Market.Auditing;

/// <summary>Regrets in cost: exact, from the pieces of each participant's utility, where the mechanism answers all costs, else searched.</summary>
internal static class CostRegrets
{
    public static Regret[] Find(MarketRound round, Mechanism mechanism, Outcome outcome, BuyerSweep sweep, AuditOptions options, AuditProgress steps) =>
        mechanism.AnswersAllCosts
            ? Of(round, outcome, OffersMade.Collect(round, sweep, steps))
            : new ReportSearch(round, outcome, options, ReportDimension.Cost).Run(points => FalseReports.Costs(round, sweep, points, steps));

    /// <summary>How often <see cref="Find"/> asks all buyers.</summary>
    public static int Sweeps(Mechanism mechanism, AuditOptions options) => mechanism.AnswersAllCosts ? 1 : 1 + options.Refinements;

    private static Regret[] Of(MarketRound round, Outcome outcome, List<Offer>[] offers)
    {
        var regrets = new Regret[offers.Length];
        for (var i = 0; i < regrets.Length; i++)
        {
            var cost = round.TrueTypeOf(i).SharingCost;

            // One that in truth never sells loses all by any sale.
            regrets[i] = cost.Sells
                ? Of(cost.Value, CostCurve.Of(cost.Value, outcome.Accounts[i].Gain - outcome.Accounts[i].Paid, offers[i]), Rounding.In(outcome.Accounts[i], cost.Value, offers[i]))
                : new(0, cost.Value);
        }

        return regrets;
    }

    private static Regret Of(double truth, CostCurve curve, double rounding)
    {
        var best = new Regret(0, truth);
        foreach (var piece in curve.Pieces)
        {
            var gain = piece.Utility - curve.AtTruth;
            if (gain > rounding && gain > best.Value + rounding) best = new(gain, Within(piece));
        }

        return best;
    }

    /// <summary>A report well inside a piece, where no tie can decide otherwise.</summary>
    private static double Within(CostPiece piece) => double.IsInfinity(piece.To) ? piece.To : piece.From + (0.5 * (piece.To - piece.From));
}
