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

/// <summary>The registered keys, read from the database once each and remembered until they are revoked.</summary>
public sealed class KeyRing(IDbContextFactory<ServiceDb> databases)
{
    private readonly ConcurrentDictionary<string, (Caller Caller, byte[] PublicKey)> _known = new(StringComparer.Ordinal);

    /// <summary>Who signed a call; null where the key is unknown or revoked, or the signature is not the call's.</summary>
    public async Task<Caller?> VerifyAsync(SignedCall call, byte[] signature, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (!_known.TryGetValue(call.KeyId, out var known))
        {
            await using var db = await databases.CreateDbContextAsync(cancellation);
            var row = await db.Keys.AsNoTracking().SingleOrDefaultAsync(found => found.Id == call.KeyId && found.RevokedAt == null, cancellation);
            if (row is null) return null;
            known = _known[row.Id] = (new(row.Id, row.Role, row.MarketId, row.Name), row.PublicKey);
        }

        using var key = KeyId.Read(known.PublicKey);
        return IsSigned(call, key, signature) ? known.Caller : null;
    }

    /// <summary>Forgets a key that was revoked.</summary>
    public void Forget(string keyId) => _known.TryRemove(keyId, out _);

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
