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
}

/// <summary>A participant as it is in some round.</summary>
/// <param name="Kind">Its type's name: <c>uniform</c>, <c>trader</c>, <c>buyer</c>, <c>seller</c> or <c>attacker</c>.</param>
/// <param name="Role">What it does.</param>
/// <param name="Truth">What it is; utilities are accounted with it.</param>
/// <param name="Report">What it reports; everything is decided by it.</param>
public sealed record Participant(string Kind, Role Role, ParticipantType Truth, Report Report)
{
    /// <summary>Its name.</summary>
    public string Id => Report.Id;

    /// <summary>Whether averages count it: all but free-riders and attackers.</summary>
    public bool IsBenign => Role is Role.Honest or Role.Liar;
}
