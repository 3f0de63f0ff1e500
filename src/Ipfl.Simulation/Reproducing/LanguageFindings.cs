namespace Ipfl.Simulation;

/// <summary>A participant of a reproduction on language models.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Source">Where most of its records come from.</param>
/// <param name="Samples">How many it has.</param>
/// <param name="Losses">Its evaluation loss after its last round, by algorithm: means over seeds.</param>
/// <param name="Matches">Likewise its exact matches.</param>
public sealed record LanguageParticipant(string Id, string Source, long Samples, IReadOnlyDictionary<string, double> Losses, IReadOnlyDictionary<string, double> Matches);

/// <summary>An algorithm of it; all means over seeds.</summary>
/// <param name="Algorithm">Its name.</param>
/// <param name="MeanEvaluationLoss">Mean evaluation loss.</param>
/// <param name="MeanExactMatch">Mean exact match after the last round.</param>
/// <param name="MinUtility">The least utility of a participant.</param>
/// <param name="TradesWithin">The share of pairs with records of the same source that traded, over all rounds; null where the algorithm uses no graph.</param>
/// <param name="TradesAcross">The same of pairs of different sources.</param>
public sealed record LanguageOutcome(
    string Algorithm, double MeanEvaluationLoss, double MeanExactMatch, double MinUtility, double? TradesWithin, double? TradesAcross);

/// <summary>What a finished reproduction on language models found.</summary>
/// <param name="Participants">Each participant.</param>
/// <param name="Outcomes">Each algorithm.</param>
public sealed record LanguageFindings(IReadOnlyList<LanguageParticipant> Participants, IReadOnlyList<LanguageOutcome> Outcomes)
{
    /// <summary>Reads them off the cells of a comparison.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="cells">All its cells.</param>
    /// <exception cref="InvalidDataException">A run's lines are damaged.</exception>
    public static LanguageFindings Of(string folder, IReadOnlyList<(ComparisonCell Cell, RunSummary Summary)> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var groups = cells.GroupBy(pair => pair.Cell.Algorithm).ToArray();
        var first = cells[0].Summary;
        return new(
            [
                .. first.Participants.Select((participant, i) => new LanguageParticipant(
                    participant.Id,
                    SourceOf(first, participant),
                    participant.Samples,
                    groups.ToDictionary(group => group.Key, group => group.Average(pair => pair.Summary.Participants[i].EvaluationLoss ?? 0)),
                    groups.ToDictionary(group => group.Key, group => group.Average(pair => pair.Summary.Participants[i].FinalAccuracy)))),
            ],
            [.. groups.Select(group => Outcome(folder, group.Key, [.. group]))]);
    }

    private static LanguageOutcome Outcome(string folder, string algorithm, (ComparisonCell Cell, RunSummary Summary)[] cells)
    {
        var shares = cells.Select(cell => Shares(new RunFolder(Path.Combine(folder, algorithm, $"seed-{cell.Cell.Seed}")), cell.Summary)).ToArray();
        return new(
            algorithm,
            cells.Average(cell => cell.Summary.MeanEvaluationLoss ?? 0),
            cells.Average(cell => cell.Summary.MeanFinalAccuracy),
            cells.Average(cell => cell.Summary.MinUtility),
            algorithm == "local" ? null : shares.Average(share => share.Within),
            algorithm == "local" ? null : shares.Average(share => share.Across));
    }

    /// <summary>Which shares of the ordered pairs used each other's models, within sources and across.</summary>
    private static (double Within, double Across) Shares(RunFolder folder, RunSummary summary)
    {
        var source = summary.Participants.ToDictionary(participant => participant.Id, participant => SourceOf(summary, participant), StringComparer.Ordinal);
        var edges = new LineLog<RoundRecord>(folder.Rounds).KeepFirst(summary.Rounds)
            .SelectMany(round => round.Edges).Where(edge => edge.Buyer != edge.Seller && edge.Weight != 0).ToLookup(edge => source[edge.Buyer] == source[edge.Seller]);
        var within = source.Values.GroupBy(name => name).Sum(group => group.Count() * (group.Count() - 1));
        var across = source.Count * (source.Count - 1) - within;
        return (Share(edges[true].Count(), within), Share(edges[false].Count(), across));

        double Share(int trades, int pairs) => pairs == 0 ? 0 : (double)trades / (pairs * summary.Rounds);
    }

    private static string SourceOf(RunSummary summary, ParticipantSummary participant) =>
        summary.ClassNames[participant.LabelCounts.Index().MaxBy(pair => pair.Item).Index];
}
