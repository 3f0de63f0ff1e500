namespace Ipfl.Protocol.Signing;

/// <summary>The names of the headers that sign a call.</summary>
public static class RequestHeaders
{
    /// <summary>Which key signs: <see cref="KeyId"/>.</summary>
    public const string Key = "ipfl-key";

    /// <summary>When, in milliseconds since 1970-01-01 UTC, decimal.</summary>
    public const string Time = "ipfl-time";

    /// <summary>A word that the key never used before: 16 to 64 letters or digits.</summary>
    public const string Nonce = "ipfl-nonce";

    /// <summary>The signature, base64.</summary>
    public const string Signature = "ipfl-signature";
}
