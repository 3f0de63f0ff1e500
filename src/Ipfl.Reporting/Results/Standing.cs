namespace Ipfl.Reporting;

/// <summary>What a participant is and does: <c>trader</c> and <c>honest</c>, for example.</summary>
internal sealed record Standing(string Type, string Role)
{
    /// <summary>One like all others.</summary>
    public static readonly Standing Plain = new("uniform", "honest");

    /// <summary>Whether averages count it.</summary>
    public bool IsBenign => BenignRole.Is(Role);

    /// <summary>In one word, or two where both differ from the usual.</summary>
    public string Name => Role == Plain.Role || Role == Type ? Type : Type == Plain.Type ? Role : $"{Type}, {Role}";
}
