namespace Ipfl.Agent;

/// <summary>Mean losses on the samples that are held out for trials: the cross-entropy at the scale of the logits at which it is least, unless a program of one's own measures another.</summary>
/// <param name="Samples">How many samples that are.</param>
/// <param name="Own">Of the model that the round trained.</param>
/// <param name="Centre">Of the centre.</param>
public sealed record TrialLosses(int Samples, double Own, double Centre)
{
    /// <summary>Of the model half way between the two, from which the server makes a better estimate of the gain; null where it was not judged.</summary>
    public double? Half { get; init; }

    /// <summary>Whether the centre is the better model. One that is just as good is not: it costs money.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool Favours => Centre < Own;
}

/// <summary>What was decided about a centre. It is on disk before the server hears of it, so that it never hears two answers.</summary>
/// <param name="CentreDigest">Which centre: SHA-256, hexadecimal.</param>
/// <param name="IsUsed">Whether the next round goes on from it, and it is paid.</param>
/// <param name="Losses">What decided; null where the centre is used untried.</param>
public sealed record CentreTrial(string CentreDigest, bool IsUsed, TrialLosses? Losses);
