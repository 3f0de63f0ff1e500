namespace Ipfl.Market.Auditing;

/// <summary>One of the three numbers of a report.</summary>
internal static class ReportedNumber
{
    public static double Of(ParticipantType type, ReportDimension dimension) => dimension switch
    {
        ReportDimension.Cost => type.SharingCost.Value,
        ReportDimension.Samples => type.Samples.Value,
        _ => type.GainScale.Value,
    };

    /// <summary>The type with another number in its place.</summary>
    public static ParticipantType Replaced(ParticipantType type, ReportDimension dimension, double number) => dimension switch
    {
        ReportDimension.Cost => type with { SharingCost = SharingCost.Of(number) },
        ReportDimension.Samples => type with { Samples = Samples.Of((long)number) },
        _ => type with { GainScale = GainScale.Of(number) },
    };
}
