using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ipfl.Protocol.Ledger;

/// <summary>
/// The hashes of a ledger. A transaction's canonical text is these lines, each ended by a line feed, in UTF-8: <c>ipfl-ledger-1</c>, the
/// sequence, the time in milliseconds since 1970-01-01 UTC, the key, the kind, the round, then for every posting in the order of the
/// accounts' names (by bytes) the account, a space and the amount in millionths. Its hash is SHA-256 over the 32 bytes of the previous hash
/// followed by that text.
/// </summary>
public static class LedgerChain
{
    private const string Version = "ipfl-ledger-1";
    private const int HashBytes = 32;

    /// <summary>What stands for the hash before the first transaction: 32 zero bytes.</summary>
    public static string Origin { get; } = new('0', 2 * HashBytes);

    /// <summary>The bytes of a transaction's canonical text. Its hashes are not part of it.</summary>
    public static byte[] CanonicalBytes(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var text = new StringBuilder(256);
        text.Append(
            CultureInfo.InvariantCulture, $"{Version}\n{entry.Sequence}\n{entry.Time.ToUnixTimeMilliseconds()}\n{entry.Key}\n{entry.Kind.Word()}\n{entry.Round}\n");
        foreach (var (account, amount) in entry.Postings) text.Append(CultureInfo.InvariantCulture, $"{account} {amount.Value}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The hash that follows <see cref="LedgerEntry.PreviousHash"/>, 64 lower-case hexadecimal digits.</summary>
    /// <exception cref="FormatException">The previous hash is not hexadecimal.</exception>
    public static string Hash(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return Convert.ToHexStringLower(SHA256.HashData([.. Convert.FromHexString(entry.PreviousHash), .. CanonicalBytes(entry)]));
    }

    /// <summary>The transaction with the hash that it must have.</summary>
    public static LedgerEntry Seal(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry with { Hash = Hash(entry) };
    }
}
