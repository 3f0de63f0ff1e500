namespace Ipfl.Reporting;

/// <summary>What the benign participants of a run paid, and what it bought them; summed over the rounds that were measured.</summary>
/// <param name="Rounds">In how many rounds it was measured.</param>
/// <param name="Paid">What they paid.</param>
/// <param name="Predicted">The gains that the market accounts to them.</param>
/// <param name="Realised">The gains that were measured.</param>
/// <param name="MarketWelfare">The market's own figure.</param>
/// <param name="RealWelfare">Realised gains less sharing costs.</param>
/// <param name="Imports">How often one of them imported in a round.</param>
/// <param name="Hurt">How often that did harm.</param>
/// <param name="Trades">The trades of all buyers.</param>
internal sealed record Bought(
    int Rounds, double Paid, double Predicted, double Realised, double MarketWelfare, double RealWelfare, int Imports, int Hurt, IReadOnlyList<Trade> Trades)
{
    /// <summary>In which share of imports the buyer was worse off; null without an import.</summary>
    public double? ShareHurt => Imports == 0 ? null : Hurt / (double)Imports;

    /// <summary>Spearman's correlation of payment and realised gain over the measured trades of benign buyers that were not void.</summary>
    public double? RankCorrelation => Ipfl.RankCorrelation.Of([.. Trades.Where(trade => trade is { Void: false, Benign: true, Realised: not null }).Select(trade => (trade.Paid, trade.Realised!.Value))]);

    /// <summary>Null where nothing was measured.</summary>
    public static Bought? Of(RunResults run)
    {
        RoundResult[] measured = [.. run.Rounds.Where(round => round.RealWelfare is not null)];
        if (measured.Length == 0) return null;
        ParticipantRound[] benign = [.. measured.SelectMany(RunResults.Benign)];
        ParticipantRound[] imports = [.. benign.Where(p => p.ImportAccuracy is not null)];
        return new(
            measured.Length,
            benign.Sum(p => p.Paid),
            benign.Sum(p => p.Gain),
            benign.Sum(p => p.RealisedGain ?? 0),
            measured.Sum(round => round.SocialWelfare),
            measured.Sum(round => round.RealWelfare!.Value),
            imports.Length,
            imports.Count(p => p.RealisedGain < 0),
            [.. measured.SelectMany(TradesOf)]);
    }

    private static IEnumerable<Trade> TradesOf(RoundResult round)
    {
        var benign = RunResults.Benign(round).Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        return round.Edges.Where(edge => edge.Predicted is not null)
            .Select(edge => new Trade(edge.Payment, edge.Predicted!.Value, edge.Realised, edge.Void, benign.Contains(edge.Buyer)));
    }
}

/// <summary>A trade by itself.</summary>
/// <param name="Paid">What was paid for it.</param>
/// <param name="Predicted">The gain that the law predicts for it.</param>
/// <param name="Realised">The gain that was measured; null where it was not.</param>
/// <param name="Void">Whether it was void.</param>
/// <param name="Benign">Whether its buyer counts in averages.</param>
internal sealed record Trade(double Paid, double Predicted, double? Realised, bool Void, bool Benign);
