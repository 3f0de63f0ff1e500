namespace Ipfl;

/// <summary>Whom averages count: whoever shares models that it trained as it should, even where it lies in its report.</summary>
internal static class BenignRole
{
    /// <summary>The rule in words, for those who read a table.</summary>
    public const string Rule = "benign participants, which are all but free-riders, attackers and adversaries";

    /// <summary>Whether averages count one in that role; null is honest.</summary>
    public static bool Is(string? role) => role is null or "honest" or "liar";
}
