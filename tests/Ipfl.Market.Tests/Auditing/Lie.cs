using Ipfl.Market.Auditing;

namespace Ipfl.Market.Tests.Auditing;

/// <summary>What a false report brings, found the slow way: by solving the whole market with it.</summary>
internal static class Lie
{
    public static double Utility(MarketRound round, Mechanism mechanism, int participant, ReportDimension dimension, double report) =>
        mechanism.Solve(round.WithReport(participant, Replaced(round.Reports[participant].Type, dimension, report)), threads: 1).Accounts[participant].Utility;

    public static double Truth(MarketRound round, int participant, ReportDimension dimension) => dimension switch
    {
        ReportDimension.Cost => round.TrueTypeOf(participant).SharingCost.Value,
        ReportDimension.Samples => round.TrueTypeOf(participant).Samples.Value,
        _ => round.TrueTypeOf(participant).GainScale.Value,
    };

    /// <summary>What the report brings beyond the truth.</summary>
    public static double Gain(MarketRound round, Mechanism mechanism, int participant, ReportDimension dimension, double report) =>
        Utility(round, mechanism, participant, dimension, report) - Utility(round, mechanism, participant, dimension, Truth(round, participant, dimension));

    private static ParticipantType Replaced(ParticipantType type, ReportDimension dimension, double report) => dimension switch
    {
        ReportDimension.Cost => type with { SharingCost = SharingCost.Of(report) },
        ReportDimension.Samples => type with { Samples = Samples.Of((long)report) },
        _ => type with { GainScale = GainScale.Of(report) },
    };
}
