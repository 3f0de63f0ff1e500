using Ipfl.Market;

namespace Ipfl.Service.Markets;

/// <summary>What a new market's terms say of the worth of models unless its operator says otherwise, by command and on the dashboard alike.</summary>
public static class WorthDefaults
{
    /// <summary>The mechanism.</summary>
    public const string MechanismName = Clock;

    /// <summary>The evidence without a labelled set.</summary>
    public const string Evidence = WorthTerms.Cosine;

    /// <summary>The import.</summary>
    public const string Import = WorthTerms.Mean;

    /// <summary>τ of the import <c>mean</c>.</summary>
    public const double Clip = 2;

    /// <summary>ε, for mechanisms that can hold names apart.</summary>
    public const double ExclusiveDistance = 0.05;

    /// <summary>The share of its data that a buyer is asked to hold out.</summary>
    public const double TrialShare = 0.1;

    private const string Clock = "clock";
    private static readonly string[] Exact = [Mechanism.Vcg.Name, WorthTerms.Reference];

    /// <summary>ε that suits a mechanism.</summary>
    public static double ExclusiveDistanceOf(string mechanism) => WorthTerms.IsWalk(mechanism) ? 0 : ExclusiveDistance;

    /// <summary>What solves a round whose exact search runs out; empty for mechanisms that search nothing.</summary>
    public static string FallbackOf(string mechanism) => Exact.Contains(mechanism) ? Clock : "";
}
