namespace Ipfl.Service.Storage;

/// <summary>An event that an operator may have to account for: who did what, when. Never a secret.</summary>
public sealed class AuditRow
{
    /// <summary>In order.</summary>
    public long Id { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset Time { get; set; }

    /// <summary>The market, where it concerns one.</summary>
    public string? MarketId { get; set; }

    /// <summary>Who: a name, or <c>server</c>.</summary>
    public required string Actor { get; set; }

    /// <summary>What, in one word, such as <c>enrolled</c>.</summary>
    public required string Action { get; set; }

    /// <summary>More, in one line.</summary>
    public string Detail { get; set; } = "";
}

/// <summary>Somebody who may sign in to the dashboard.</summary>
public sealed class AccountRow
{
    /// <summary>The name to sign in with.</summary>
    public required string Name { get; set; }

    /// <summary>What the account may see: an operator everything, an auditor accounts but no models.</summary>
    public KeyRole Role { get; set; }

    /// <summary>Salt and PBKDF2 digest of the secret.</summary>
    public required string SecretHash { get; set; }
}
