using Ipfl.Market;
using Ipfl.Market.Auditing;

namespace Ipfl.Simulation;

/// <summary>The lie whose regret a curve measures.</summary>
public enum CurveLie
{
    /// <summary>A false cost; exact.</summary>
    Cost,

    /// <summary>A second name, as far as an audit tries.</summary>
    Names,

    /// <summary>The same, but for models that are not one's own (<see cref="NameTrick.Decoy"/>): what a holder of one data set and one model can do.</summary>
    SameData,

    /// <summary>Joint false costs of two sellers, as far as an audit tries: of each participant the most that it and one other gain together.</summary>
    Pairs,
}

/// <summary>Finds the regrets of a lie in one market.</summary>
internal static class CurveRegrets
{
    /// <summary>The three numbers of a report are not searched when names or pairs are asked for.</summary>
    private static readonly AuditOptions Coarse = new() { PointsPerOctave = 1, Refinements = 0, NamesUpTo = 0, PairsUpTo = 0 };

    public static (Outcome Outcome, IReadOnlyList<Regret> Regrets) Of(MarketRound round, Mechanism mechanism, CurveLie lie, CancellationToken cancellation)
    {
        if (lie == CurveLie.Cost) return Audit.OfCosts(round, mechanism, cancellation: cancellation);
        var audit = Audit.Of(round, mechanism, lie == CurveLie.Pairs ? Coarse with { PairsUpTo = int.MaxValue } : Coarse with { NamesUpTo = int.MaxValue }, cancellation: cancellation);
        return (audit.Outcome, [.. audit.Participants.Select((participant, i) => new Regret(Value(audit, participant, i, lie), 0))]);
    }

    private static double Value(Audit audit, ParticipantAudit participant, int i, CurveLie lie) => lie switch
    {
        CurveLie.Pairs => audit.Pairs!.Where(pair => pair.First == i || pair.Second == i).Select(pair => pair.Value).DefaultIfEmpty().Max(),
        CurveLie.SameData => participant.SameData!.Value.Value,
        _ => participant.Names!.Value.Value,
    };
}
