namespace Ipfl.Reporting;

/// <summary>Everything that a run folder tells; consistent once read.</summary>
/// <param name="Folder">Where it was read from.</param>
/// <param name="Summary">Null while the run has not ended.</param>
/// <param name="Rounds">The finished rounds, 1, 2, ….</param>
/// <param name="Timings">Seconds per round; may be empty.</param>
/// <param name="Audits">What lies could have brought in the rounds; empty where they were not audited.</param>
/// <param name="Config">The settings; may be empty.</param>
internal sealed record RunResults(
    string Folder,
    RunSummary? Summary,
    IReadOnlyList<RoundResult> Rounds,
    IReadOnlyList<RoundTiming> Timings,
    IReadOnlyList<AuditedRound> Audits,
    IReadOnlyList<ConfigEntry> Config)
{
    /// <summary>The participants in the order of the summary, else of their first appearance.</summary>
    public IReadOnlyList<ParticipantTotal> Participants { get; } = ParticipantTotal.Of(Summary, Rounds);

    /// <summary>The name of a class.</summary>
    public string ClassName(int index) => Summary?.ClassNames?[index] is { } name && BundledFont.Has(name) ? name : $"class {index}";

    /// <summary>A setting, or null.</summary>
    public string? Setting(string key) => Config.FirstOrDefault(entry => entry.Key == key)?.Value;

    /// <summary>Whether participants differ in type or role.</summary>
    public bool HasGroups => Participants.Select(p => p.Standing).Distinct().Skip(1).Any();

    /// <summary>Whether losses on test data were evaluated.</summary>
    public bool HasLosses => Rounds.Any(round => round.Participants.Any(p => p.EvaluationLoss is not null));

    /// <summary>Mean accuracy of a round's benign participants.</summary>
    public static double MeanAccuracy(RoundResult round) => Benign(round).Select(p => p.Accuracy).DefaultIfEmpty().Average();

    /// <summary>A round's benign participants.</summary>
    public static IEnumerable<ParticipantRound> Benign(RoundResult round) => round.Participants.Where(p => BenignRole.Is(p.Role));

    /// <summary>The edges of all rounds, weights and payments summed per pair, in the order of first appearance.</summary>
    public IReadOnlyList<GraphEdge> SummedEdges() => [.. Rounds
        .SelectMany(round => round.Edges)
        .GroupBy(edge => (edge.Buyer, edge.Seller))
        .Select(pair => new GraphEdge(pair.Key.Buyer, pair.Key.Seller, pair.Sum(e => e.Weight), pair.Sum(e => e.Payment)))];

    /// <summary>Whether any model was paid for.</summary>
    public bool Trades => Rounds.Any(round => round.Edges.Any(edge => edge.Payment != 0));
}
