namespace Ipfl.Simulation;

/// <summary>What was paid over a run, and what it bought: benign participants alone.</summary>
internal static class WorthTotals
{
    /// <summary>
    /// A round with what was measured: realised gains of participants and trades, and the real welfare, which is realised gains less sharing costs.
    /// Who imported nothing gained nothing; where one could not be judged, real welfare is not known.
    /// </summary>
    public static RoundRecord AddTo(RoundRecord round, RoundWorth worth)
    {
        var rows = round.Participants.Select((p, row) => (p.Id, row)).ToDictionary(pair => pair.Id, pair => pair.row, StringComparer.Ordinal);
        var measured = round with
        {
            Participants = [.. round.Participants.Zip(worth.Participants, (p, found) => p with
            {
                RealisedGain = found?.Gain,
                ImportLoss = found?.Loss,
                ImportAccuracy = found?.Accuracy,
            })],
            Edges = [.. round.Edges.Select(edge => worth.Trades.TryGetValue((rows[edge.Buyer], rows[edge.Seller]), out var trade) ? edge with { Predicted = trade.Predicted, Realised = trade.Realised } : edge)],
        };
        return measured.Benign.Any(p => p.RealisedGain is null) ? measured : measured with { RealWelfare = measured.Benign.Sum(p => p.RealisedGain!.Value - p.Cost) };
    }

    /// <summary>A summary with the totals of its rounds.</summary>
    public static RunSummary AddTo(RunSummary summary, IReadOnlyList<RoundRecord> rounds)
    {
        summary = summary with { SocialWelfare = rounds.Sum(round => round.SocialWelfare) };
        if (rounds.Any(round => round.RealWelfare is null)) return summary;
        ParticipantRound[] imports = [.. rounds.SelectMany(round => round.Benign).Where(p => p.ImportAccuracy is not null)];
        return summary with
        {
            RealWelfare = rounds.Sum(round => round.RealWelfare),
            Invested = rounds.Sum(round => round.Benign.Sum(p => p.Paid)),
            AccountedGain = rounds.Sum(round => round.Benign.Sum(p => p.Gain)),
            RealisedGain = rounds.Sum(round => round.Benign.Sum(p => p.RealisedGain)),
            ShareHurt = imports.Length == 0 ? null : imports.Count(p => p.RealisedGain < 0) / (double)imports.Length,
            RankCorrelation = RankCorrelation.Of([.. rounds.SelectMany(Trades)]),
        };
    }

    /// <summary>Payment and realised gain of the trades of benign buyers that were measured and not void.</summary>
    private static IEnumerable<(double Paid, double Realised)> Trades(RoundRecord round)
    {
        var benign = round.Benign.Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        return round.Edges.Where(edge => edge is { Realised: not null, Void: false } && benign.Contains(edge.Buyer)).Select(edge => (edge.Payment, edge.Realised!.Value));
    }
}
