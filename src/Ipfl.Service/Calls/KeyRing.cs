using System.Collections.Concurrent;
using System.Security.Cryptography;
using Ipfl.Protocol.Signing;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Calls;

/// <summary>Who calls: the holder of a registered key.</summary>
/// <param name="KeyId">The key's name.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Market">The market that it belongs to; null for operators.</param>
/// <param name="Name">The holder's name.</param>
public sealed record Caller(string KeyId, KeyRole Role, string? Market, string Name);

/// <summary>A registered key.</summary>
/// <param name="Caller">Its holder.</param>
/// <param name="PublicKey">DER SubjectPublicKeyInfo.</param>
public sealed record RegisteredKey(Caller Caller, byte[] PublicKey);

/// <summary>The registered keys, read from the database once each and remembered until they are revoked.</summary>
public sealed class KeyRing(IDbContextFactory<ServiceDb> databases)
{
    private readonly ConcurrentDictionary<string, RegisteredKey> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _revoked = new(StringComparer.Ordinal);

    /// <summary>A key by its name; null where it is unknown or revoked.</summary>
    public async Task<RegisteredKey?> FindAsync(string keyId, CancellationToken cancellation)
    {
        if (!_known.TryGetValue(keyId, out var known))
        {
            await using var db = await databases.CreateDbContextAsync(cancellation);
            var row = await db.Keys.AsNoTracking().SingleOrDefaultAsync(found => found.Id == keyId && found.RevokedAt == null, cancellation);
            if (row is null) return null;
            known = _known[row.Id] = new(new(row.Id, row.Role, row.MarketId, row.Name), row.PublicKey);
        }

        // Asked last: a key that is revoked while it is read must not be remembered as a good one.
        return _revoked.ContainsKey(keyId) ? null : known;
    }

    /// <summary>Forgets a key that was revoked.</summary>
    public void Forget(string keyId)
    {
        _revoked[keyId] = true;
        _known.TryRemove(keyId, out _);
    }

    /// <summary>Whether a signature is a call's by a key of these bytes.</summary>
    public static bool IsSigned(SignedCall call, byte[] publicKey, byte[] signature)
    {
        using var key = KeyId.Read(publicKey);
        return IsSigned(call, key, signature);
    }

    /// <summary>Whether a signature is a call's; a signature that is no signature is not.</summary>
    public static bool IsSigned(SignedCall call, ECDsa key, byte[] signature)
    {
        ArgumentNullException.ThrowIfNull(call);
        try
        {
            return call.IsSignedBy(key, signature);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
