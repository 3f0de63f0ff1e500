namespace Ipfl.Service.Storage;

/// <summary>Who may be behind a key.</summary>
public enum KeyRole
{
    /// <summary>Takes part in a market.</summary>
    Participant = 1,

    /// <summary>Reads a market's accounts.</summary>
    Auditor = 2,

    /// <summary>Runs the markets of this server.</summary>
    Operator = 3,
}

/// <summary>A public key that may sign calls.</summary>
public sealed class KeyRow
{
    /// <summary>The key's name.</summary>
    public required string Id { get; set; }

    /// <summary>DER SubjectPublicKeyInfo.</summary>
    public required byte[] PublicKey { get; set; }

    /// <summary>What it may do.</summary>
    public KeyRole Role { get; set; }

    /// <summary>The market that it belongs to; null for operators.</summary>
    public string? MarketId { get; set; }

    /// <summary>The holder's name.</summary>
    public required string Name { get; set; }

    /// <summary>When it was registered.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it stopped to be valid; null while it is.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>A participant of a market. Key: market and number.</summary>
public sealed class ParticipantRow
{
    /// <summary>Its market.</summary>
    public required string MarketId { get; set; }

    /// <summary>Its place in the market, from 0, in order of enrolment.</summary>
    public int Number { get; set; }

    /// <summary>Its name, unique in the market.</summary>
    public required string Name { get; set; }

    /// <summary>The key that it signs with.</summary>
    public required string KeyId { get; set; }

    /// <summary>Whether rounds that open from now on expect it.</summary>
    public bool Active { get; set; }

    /// <summary>N as reported; 0 before the first report.</summary>
    public long Samples { get; set; }

    /// <summary>c as reported; null never sells.</summary>
    public double? SharingCost { get; set; }

    /// <summary>K as reported.</summary>
    public double GainScale { get; set; }

    /// <summary>The most that it may report as N, as the operator attested it; null is no bound.</summary>
    public long? MaxSamples { get; set; }

    /// <summary>How its samples divide among the classes, a JSON list, as it stated once; null where it did not.</summary>
    public string? ClassShares { get; set; }

    /// <summary>When it was enrolled.</summary>
    public DateTimeOffset EnrolledAt { get; set; }

    /// <summary>When it was heard of last.</summary>
    public DateTimeOffset LastSeen { get; set; }
}

/// <summary>A one-time invitation; only the token's digest is kept.</summary>
public sealed class InvitationRow
{
    /// <summary>SHA-256 of the token's secret, hexadecimal.</summary>
    public required string Digest { get; set; }

    /// <summary>The market it invites to.</summary>
    public required string MarketId { get; set; }

    /// <summary>The name that the invited will have.</summary>
    public required string Name { get; set; }

    /// <summary>As what.</summary>
    public KeyRole Role { get; set; }

    /// <summary>What is put into the account at enrolment, millionths.</summary>
    public long DepositMicros { get; set; }

    /// <summary>The most that the invited may report as N; null is no bound.</summary>
    public long? MaxSamples { get; set; }

    /// <summary>Whether it lets another key take the place of one that was revoked.</summary>
    public bool Renews { get; set; }

    /// <summary>Until when it is good.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>The key that used it; null while it is open.</summary>
    public string? UsedBy { get; set; }
}
