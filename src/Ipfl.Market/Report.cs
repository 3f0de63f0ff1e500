namespace Ipfl.Market;

/// <summary>What a participant is: private to it. The market sees only its <see cref="Report"/>; utilities are accounted with the truth.</summary>
/// <param name="Samples">N, its number of local training samples.</param>
/// <param name="SharingCost">c, its cost per buyer and round.</param>
/// <param name="GainScale">K, how much it values model quality.</param>
public readonly record struct ParticipantType(Samples Samples, SharingCost SharingCost, GainScale GainScale)
{
    /// <summary>Checks the three numbers and makes a type of them.</summary>
    /// <param name="samples">An integer from 1 to 2⁵³.</param>
    /// <param name="sharingCost">≥ 0; null never sells.</param>
    /// <param name="gainScale">Finite and ≥ 0; 0 never buys.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static ParticipantType Of(long samples, double? sharingCost, double gainScale) =>
        new(Samples.Of(samples), SharingCost.Of(sharingCost), GainScale.Of(gainScale));
}

/// <summary>What a participant tells the market about itself.</summary>
/// <param name="Id">Its name, unique in the market and not empty.</param>
/// <param name="Type">The type that it claims to be.</param>
public sealed record Report(string Id, ParticipantType Type)
{
    /// <inheritdoc cref="ParticipantType.Of"/>
    /// <param name="id">The participant's name, unique in the market.</param>
    /// <param name="samples">An integer from 1 to 2⁵³.</param>
    /// <param name="sharingCost">≥ 0; null never sells.</param>
    /// <param name="gainScale">Finite and ≥ 0; 0 never buys.</param>
    public static Report Of(string id, long samples, double? sharingCost, double gainScale) =>
        new(id, ParticipantType.Of(samples, sharingCost, gainScale));
}
