using System.Text.Json.Serialization;
using Ipfl.Market.Auditing;

namespace Ipfl.Simulation;

/// <summary>
/// One line of <c>audit.jsonl</c>: what one false number in a report could have brought in that round, all other reports and the models as
/// they were. No times, so that equal runs give equal files.
/// </summary>
/// <param name="Round">1-based round.</param>
/// <param name="MaxRegret">The largest regrets.</param>
/// <param name="Participants">All who were present.</param>
public sealed record RoundAudit(int Round, RegretSizes MaxRegret, IReadOnlyList<ParticipantRoundAudit> Participants)
{
    internal static RoundAudit Of(Cohort cohort, Audit audit) => new(
        cohort.Round + 1,
        new(audit.MaxCostRegret, audit.MaxSamplesRegret, audit.MaxGainScaleRegret),
        [.. cohort.Members.Zip(audit.Participants, (member, found) => ParticipantRoundAudit.Of(cohort.Participants[member], found))]);
}

/// <summary>What lies could have brought one participant in one round.</summary>
/// <param name="Id">Its name.</param>
/// <param name="SellerSlack">The least payment above its true cost over its sales; null when it sold to nobody.</param>
/// <param name="BuyerSlack">Its gain less what it paid.</param>
/// <param name="Regret">By how much its utility could have risen.</param>
public sealed record ParticipantRoundAudit(string Id, double? SellerSlack, double BuyerSlack, ParticipantRegrets Regret)
{
    /// <summary>What it does: <c>liar</c>, <c>free-rider</c>, <c>attacker</c> or <c>adversary</c>; left out where it is honest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Role { get; init; }

    internal static ParticipantRoundAudit Of(Participant participant, ParticipantAudit found)
    {
        var truth = participant.Truth;
        return new(found.Id, found.SellerSlack, found.BuyerSlack, new(
            FoundRegret.Of(found.Cost, truth.SharingCost.Value),
            FoundRegret.Of(found.Samples, truth.Samples.Value),
            FoundRegret.Of(found.GainScale, truth.GainScale.Value)))
        {
            Role = ParticipantGroup.NameUnlessHonest(participant.Role),
        };
    }
}

/// <summary>A participant's regrets in the three numbers of its report.</summary>
/// <param name="Cost">In the sharing cost; exact.</param>
/// <param name="Samples">In the samples, as far as the search found.</param>
/// <param name="GainScale">In the gain scale, as far as the search found.</param>
public sealed record ParticipantRegrets(FoundRegret Cost, FoundRegret Samples, FoundRegret GainScale);

/// <summary>The most that one false number could have brought beyond the true one.</summary>
/// <param name="Value">0 where no lie pays.</param>
public sealed record FoundRegret(double Value)
{
    /// <summary>A false number that brings it; left out where none does, and where it is the cost of one that never sells.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Report { get; init; }

    /// <summary>The true number; left out where no lie pays.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Truth { get; init; }

    internal static FoundRegret Of(Regret found, double truth) => found.Value > 0
        ? new(found.Value) { Report = double.IsFinite(found.Report) ? found.Report : null, Truth = truth }
        : new(0.0);
}

/// <summary>A regret for each number of a report.</summary>
/// <param name="Cost">In the sharing cost.</param>
/// <param name="Samples">In the samples.</param>
/// <param name="GainScale">In the gain scale.</param>
public sealed record RegretSizes(double Cost, double Samples, double GainScale);
