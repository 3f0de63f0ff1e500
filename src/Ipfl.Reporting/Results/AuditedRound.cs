namespace Ipfl.Reporting;

/// <summary>A line of <c>audit.jsonl</c>.</summary>
internal sealed record AuditedRound(int Round, IReadOnlyList<AuditedMember> Participants)
{
    public const string File = "audit.jsonl";

    /// <summary>The audits of a run's rounds; none where they were not audited.</summary>
    /// <exception cref="InvalidDataException">A line is damaged or contradicts the rounds; the message is one line.</exception>
    public static IReadOnlyList<AuditedRound> Read(string folder, RunSummary? summary, IReadOnlyList<RoundResult> rounds)
    {
        var path = Path.Combine(folder, File);
        if (!System.IO.File.Exists(path)) return [];

        // A run that is still going may have ended a round since its rounds were read.
        var lines = JsonLines.Read<AuditedRound>(path, interrupted: summary is null).Take(rounds.Count).ToArray();
        if (summary is not null && lines.Length < rounds.Count) throw JsonResult.Refusal(path, $"{lines.Length} rounds, but {RunFolder.RoundsFile} tells of {rounds.Count}");
        foreach (var ((line, audit), round) in lines.Zip(rounds))
        {
            if (audit.Round != round.Round || !audit.Participants.Select(p => p.Id).SequenceEqual(round.Participants.Select(p => p.Id), StringComparer.Ordinal))
                throw JsonResult.Refusal(JsonLines.Where(path, line), $"not the audit of round {round.Round} of {RunFolder.RoundsFile}");
        }

        return [.. lines.Select(line => line.Value)];
    }
}

/// <summary>What lies could have brought one participant in one round.</summary>
internal sealed record AuditedMember(string Id, LieRegrets Regret);

/// <summary>The regrets in the three numbers of a report.</summary>
internal sealed record LieRegrets(LieRegret Cost, LieRegret Samples, LieRegret GainScale);

/// <summary>What the best lie about one number would have brought beyond the truth; 0 where none pays.</summary>
internal sealed record LieRegret(double Value)
{
    /// <summary>The lie; null where none pays, and where it is to claim never to sell.</summary>
    public double? Report { get; init; }

    /// <summary>The true number; null where no lie pays.</summary>
    public double? Truth { get; init; }
}
