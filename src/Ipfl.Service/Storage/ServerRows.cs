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
