namespace Ipfl.Service.Storage;

/// <summary>A key that the server signs receipts with, or did.</summary>
public sealed class ServerKeyRow
{
    /// <summary>The key's name.</summary>
    public required string Id { get; set; }

    /// <summary>DER SubjectPublicKeyInfo.</summary>
    public required byte[] PublicKey { get; set; }

    /// <summary>Since when; the latest signs.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>Somebody who is signed in to the dashboard.</summary>
public sealed class SessionRow
{
    /// <summary>SHA-256 of what the cookie holds, hexadecimal.</summary>
    public required string Digest { get; set; }

    /// <summary>The account.</summary>
    public required string Account { get; set; }

    /// <summary>When a page was loaded last, to the minute.</summary>
    public DateTimeOffset LastUsed { get; set; }
}

/// <summary>That the server runs and can write. There is one row.</summary>
public sealed class HeartbeatRow
{
    /// <summary>The one.</summary>
    public const int Only = 1;

    /// <summary><see cref="Only"/>.</summary>
    public int Id { get; set; } = Only;

    /// <summary>When it was so last.</summary>
    public DateTimeOffset At { get; set; }
}
