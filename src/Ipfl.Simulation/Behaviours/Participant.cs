using Ipfl.Market;

namespace Ipfl.Simulation;

/// <summary>What a participant does.</summary>
public enum Role
{
    /// <summary>It trains, and reports the truth.</summary>
    Honest,

    /// <summary>It trains, and reports a false cost or number of samples.</summary>
    Liar,

    /// <summary>It does not train.</summary>
    FreeRider,

    /// <summary>It trains, and uploads poison.</summary>
    Attacker,

    /// <summary>It wants to be paid for more than it gives.</summary>
    Adversary,
}

/// <summary>A participant as it is in some round.</summary>
/// <param name="Kind">Its type's name: <c>uniform</c>, <c>trader</c>, <c>buyer</c>, <c>seller</c> or <c>attacker</c>, or what an adversary does, such as <c>copy</c>.</param>
/// <param name="Role">What it does.</param>
/// <param name="Truth">What it is; utilities are accounted with it.</param>
/// <param name="Report">What it reports; everything is decided by it.</param>
public sealed record Participant(string Kind, Role Role, ParticipantType Truth, Report Report)
{
    /// <summary>Its name.</summary>
    public string Id => Report.Id;

    /// <summary>Whether averages count it: all but free-riders, attackers and adversaries.</summary>
    public bool IsBenign => BenignRole.Is(ParticipantGroup.NameOf(Role));

    /// <summary>The first name of whoever acts under this one: its own, unless one holder has several.</summary>
    public string Holder { get => field ?? Id; init; }

    /// <summary>What it does as an adversary; null where it is none.</summary>
    public AdversaryKind? Adversary { get; init; }

    /// <summary>Whether it trains a model.</summary>
    public bool Trains => Role != Role.FreeRider && Borrows is null && Adversary is (null or AdversaryKind.Overclaim or AdversaryKind.Scaled or AdversaryKind.Sybils);

    /// <summary>Whether what it uploads is another model than the one that it goes on from.</summary>
    internal bool Alters => Role is Role.FreeRider or Role.Attacker
        || Adversary is AdversaryKind.Initial or AdversaryKind.Copy or AdversaryKind.Scaled or AdversaryKind.Reseller;

    /// <summary>The number of the name whose model is this one's too; null where it has one of its own.</summary>
    internal int? Borrows { get; init; }

    /// <summary>The number of the participant whose model it uploads; null where it copies nobody.</summary>
    internal int? Copies { get; init; }
}
