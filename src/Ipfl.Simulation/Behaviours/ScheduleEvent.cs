using Ipfl.Market;

namespace Ipfl.Simulation;

/// <summary>What happens to a participant between two rounds.</summary>
public enum ScheduleAction
{
    /// <summary>It comes, with a fresh model.</summary>
    Join,

    /// <summary>It goes.</summary>
    Leave,

    /// <summary>It becomes another one in samples, cost or gain scale, and keeps its model.</summary>
    Change,
}

/// <summary>One event of a schedule.</summary>
/// <param name="Round">The 1-based round that begins with it: from 2 on.</param>
/// <param name="Participant">Whom it happens to, by number.</param>
/// <param name="Action">What happens.</param>
public sealed record ScheduleEvent(int Round, int Participant, ScheduleAction Action)
{
    /// <summary>How many of its samples it uses from then on; null for as many as before.</summary>
    public long? Samples { get; init; }

    /// <summary>Its true sharing cost from then on; null for the same as before.</summary>
    public SharingCost? SharingCost { get; init; }

    /// <summary>Its true gain scale from then on; null for the same as before.</summary>
    public GainScale? GainScale { get; init; }

    /// <summary>As it stands in a configuration.</summary>
    public override string ToString()
    {
        var values = FormattableString.Invariant($"{(Samples is { } n ? $" samples={n}" : "")}{(GainScale is { } k ? $" gain_scale={k.Value:R}" : "")}");
        var cost = SharingCost is not { } c ? "" : c.Sells ? FormattableString.Invariant($" sharing_cost={c.Value:R}") : " sharing_cost=inf";
        return $"{Round} {Action.ToString().ToLowerInvariant()} p{Participant}{values}{cost}";
    }
}
