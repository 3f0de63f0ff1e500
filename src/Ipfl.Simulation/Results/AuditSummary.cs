namespace Ipfl.Simulation;

/// <summary>What the audits of all rounds found.</summary>
/// <param name="Cost">Of false sharing costs.</param>
/// <param name="Samples">Of false samples.</param>
/// <param name="GainScale">Of false gain scales.</param>
public sealed record AuditSummary(LieSummary Cost, LieSummary Samples, LieSummary GainScale)
{
    internal static AuditSummary Of(IReadOnlyList<RoundAudit> audits) => new(
        LieSummary.Of(audits, regret => regret.Cost), LieSummary.Of(audits, regret => regret.Samples), LieSummary.Of(audits, regret => regret.GainScale));

    /// <summary>A participant's regrets over the rounds in which it was present.</summary>
    internal static RegretSizes SumOf(string id, IReadOnlyList<RoundAudit> audits)
    {
        ParticipantRegrets[] own = [.. audits.SelectMany(audit => audit.Participants).Where(p => p.Id == id).Select(p => p.Regret)];
        return new(own.Sum(regret => regret.Cost.Value), own.Sum(regret => regret.Samples.Value), own.Sum(regret => regret.GainScale.Value));
    }
}

/// <summary>Whether lies about one number would have paid.</summary>
/// <param name="Rounds">In how many rounds somebody could have gained.</param>
/// <param name="Participants">How many could have gained in some round.</param>
/// <param name="MaxRegret">The most that one could have gained in one round; 0 where nobody could.</param>
/// <param name="Participant">Who that is; null where nobody could.</param>
/// <param name="Round">When; null where nobody could.</param>
public sealed record LieSummary(int Rounds, int Participants, double MaxRegret, string? Participant, int? Round)
{
    internal static LieSummary Of(IReadOnlyList<RoundAudit> audits, Func<ParticipantRegrets, FoundRegret> regret)
    {
        var paying = audits.SelectMany(audit => audit.Participants, (audit, p) => (audit.Round, p.Id, regret(p.Regret).Value)).Where(lie => lie.Value > 0).ToArray();
        if (paying.Length == 0) return new(0, 0, 0, null, null);
        var most = paying.MaxBy(lie => lie.Value);
        return new(paying.Select(lie => lie.Round).Distinct().Count(), paying.Select(lie => lie.Id).Distinct().Count(), most.Value, most.Id, most.Round);
    }
}
