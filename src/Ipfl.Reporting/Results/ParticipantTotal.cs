namespace Ipfl.Reporting;

/// <summary>A participant over the whole run; <paramref name="Samples"/> is null where no summary tells it.</summary>
internal sealed record ParticipantTotal(
    string Id,
    long? Samples,
    IReadOnlyList<long> LabelCounts,
    double BestAccuracy,
    double FinalAccuracy,
    double Gain,
    double Paid,
    double Received,
    double Cost,
    double Utility)
{
    /// <summary>What pictures call the participant: its id, or its place in the list where the font of the pictures lacks the letters.</summary>
    public string Label { get; private init; } = Id;

    /// <summary>What it is and does.</summary>
    public Standing Standing { get; private init; } = Standing.Plain;

    /// <summary>Mean loss on its test data after its last round; null where losses are not evaluated.</summary>
    public double? EvaluationLoss { get; private init; }

    /// <summary>What it received for its models less what sharing them cost it.</summary>
    public double Income => Received - Cost;

    /// <summary>As the summary has them, else summed from the rounds that were finished.</summary>
    public static IReadOnlyList<ParticipantTotal> Of(RunSummary? summary, IReadOnlyList<RoundResult> rounds) => Named(summary is null
        ? [.. rounds.SelectMany(r => r.Participants).GroupBy(p => p.Id, StringComparer.Ordinal).Select(Sum)]
        : [.. summary.Participants.Select(Copy)]);

    private static IReadOnlyList<ParticipantTotal> Named(IReadOnlyList<ParticipantTotal> people) =>
        [.. people.Select((person, i) => BundledFont.Has(person.Id) ? person : person with { Label = $"#{i + 1}" })];

    private static ParticipantTotal Copy(ParticipantSummary p) =>
        new(p.Id, p.Samples, p.LabelCounts, p.BestAccuracy, p.FinalAccuracy, p.Gain, p.Paid, p.Received, p.Cost, p.Utility)
        {
            EvaluationLoss = p.EvaluationLoss,
            Standing = new(p.Type ?? Standing.Plain.Type, p.Role ?? Standing.Plain.Role),
        };

    private static ParticipantTotal Sum(IGrouping<string, ParticipantRound> rounds) => new(
        rounds.Key,
        null,
        [],
        rounds.Last().BestAccuracy,
        rounds.Last().Accuracy,
        rounds.Sum(r => r.Gain),
        rounds.Sum(r => r.Paid),
        rounds.Sum(r => r.Received),
        rounds.Sum(r => r.Cost),
        rounds.Sum(r => r.Utility))
    {
        EvaluationLoss = rounds.Last().EvaluationLoss,
        Standing = Standing.Plain with { Role = rounds.Last().Role ?? Standing.Plain.Role },
    };
}
