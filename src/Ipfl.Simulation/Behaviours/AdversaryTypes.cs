using Ipfl.Market;

namespace Ipfl.Simulation;

/// <summary>What adversaries are and what they report.</summary>
internal static class AdversaryTypes
{
    /// <param name="honest">What the name would be, were it honest; its samples are those that are its own.</param>
    /// <param name="settings">What the adversary does.</param>
    /// <param name="part">Which of its holder's names it is.</param>
    public static (ParticipantType Truth, ParticipantType Report) Of(ParticipantType honest, AdversarySettings settings, int part)
    {
        // A holder wants one good model, so one of its names buys.
        var wanting = settings.Buys && part == 0 ? honest : honest with { GainScale = GainScale.None };
        return settings.Kind switch
        {
            AdversaryKind.Overclaim => (wanting, wanting with { Samples = Multiple(honest.Samples, settings.Factor) }),

            // They pass for one of their type; in truth what they sell costs them nothing.
            AdversaryKind.Initial or AdversaryKind.Copy or AdversaryKind.Reseller => (wanting with { SharingCost = SharingCost.Of(0) }, wanting),
            AdversaryKind.Idle => Twice(wanting with { SharingCost = SharingCost.NeverSells }),
            AdversaryKind.Sybils when settings.SybilKind == SybilKind.Shill && part > 0 => Twice(wanting with { SharingCost = SharingCost.Of(0) }),
            _ => Twice(wanting),
        };
    }

    /// <summary>Several times some samples, rounded to a whole number that a report can have.</summary>
    public static Samples Multiple(Samples samples, double factor) =>
        Samples.Of((long)Math.Clamp(Math.Round(samples.Value * factor, MidpointRounding.AwayFromZero), 1, Samples.Maximum));

    private static (ParticipantType Truth, ParticipantType Report) Twice(ParticipantType type) => (type, type);
}
