namespace Ipfl.Simulation;

/// <summary>What an adversary does to be paid for more than it gives.</summary>
public enum AdversaryKind
{
    /// <summary>It trains, and reports several times its samples.</summary>
    Overclaim,

    /// <summary>It does not train, and uploads the initial model.</summary>
    Initial,

    /// <summary>It does not train, and uploads another participant's model, with noise if asked for.</summary>
    Copy,

    /// <summary>It trains, and uploads a multiple of its update.</summary>
    Scaled,

    /// <summary>It does not train, and uploads what it bought last.</summary>
    Reseller,

    /// <summary>It is one holder under several names.</summary>
    Sybils,

    /// <summary>It neither trains nor trades: the control that others are compared with, the market without it.</summary>
    Idle,
}

/// <summary>What the names of one holder are.</summary>
public enum SybilKind
{
    /// <summary>Each has a part of the holder's data, and trains on it.</summary>
    Split,

    /// <summary>Each has all of the holder's data, and its model.</summary>
    Same,

    /// <summary>The holder trades under the first; the others upload its model and only sell, at no cost, to depress what it pays.</summary>
    Shill,
}

/// <summary>The adversaries of an experiment.</summary>
/// <param name="Kind">What they do.</param>
public sealed record AdversarySettings(AdversaryKind Kind)
{
    /// <summary>The share of participants that they are, where <see cref="Listed"/> does not say who.</summary>
    public double Share { get; init; }

    /// <summary>Who they are by number, or null where they are drawn.</summary>
    public IReadOnlyList<int>? Listed { get; init; }

    /// <summary>What one that overclaims multiplies its samples by, or one that scales its update.</summary>
    public double Factor { get; init; } = 10;

    /// <summary>Whose model is copied, by number; null for the first benign participant.</summary>
    public int? CopyOf { get; init; }

    /// <summary>The norm of the noise on a copy, relative to that of the copied update.</summary>
    public double CopyNoise { get; init; }

    /// <summary>k, how many names a holder has; 1 where it is no matter of names.</summary>
    public int Names { get; init; } = 1;

    /// <summary>What those names are.</summary>
    public SybilKind SybilKind { get; init; }

    /// <summary>Whether they also buy; otherwise they only sell (K = 0).</summary>
    public bool Buys { get; init; }

    /// <summary>How many they are among so many participants, names of one holder counting once.</summary>
    public int Count(int participants) => Listed?.Count ?? RoleDraw.Count(Share, participants);

    /// <summary>The name of a kind, as configurations and results have it.</summary>
    internal static string NameOf(AdversaryKind kind) => kind.ToString().ToLowerInvariant();
}
