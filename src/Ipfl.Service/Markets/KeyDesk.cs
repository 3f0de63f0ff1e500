using System.Security.Cryptography;
using Ipfl.Protocol;
using Ipfl.Protocol.Signing;
using Ipfl.Protocol.V1;
using Ipfl.Service.Calls;
using Ipfl.Service.Hosting;
using Ipfl.Service.Rounds;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Markets;

/// <summary>Takes keys back that were lost or that somebody else has, and puts others in their place. All of it is in the audit log.</summary>
public sealed class KeyDesk(IDbContextFactory<ServiceDb> databases, MarketSignals signals, ServerIdentity identity, KeyRing keys, TimeProvider time)
{
    /// <summary>No market has such a name.</summary>
    private const string OperatorsGate = "operators/";

    /// <summary>The keys of operators, the first one first, revoked ones too.</summary>
    public async Task<IReadOnlyList<KeyRow>> OperatorsAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await Operators(db).AsNoTracking().OrderBy(row => row.CreatedAt).ToListAsync(cancellation);
    }

    /// <summary>Registers an operator's key. The same again changes nothing.</summary>
    /// <exception cref="RefusedException">The name is none or taken, or the key is none or was registered before.</exception>
    public async Task AddOperatorAsync(string name, byte[] publicKey, string by, CancellationToken cancellation)
    {
        if (!TermsCheck.IsName(name)) throw new RefusedException(Refusal.Invalid, $"name: found '{ForeignText.OneLine(name)}'; allowed: 1 to 40 lower-case letters, digits and hyphens");
        var id = Id(publicKey);
        using var held = await signals.EnterAsync(OperatorsGate, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (await db.Keys.AnyAsync(row => row.Id == id && row.Role == KeyRole.Operator && row.Name == name && row.RevokedAt == null, cancellation)) return;
        if (await Operators(db).AnyAsync(row => row.Name == name && row.RevokedAt == null, cancellation)) throw new RefusedException(Refusal.NotNow, $"there is an operator '{name}'; choose another name, or revoke that one's key first");
        await AddAsync(db, id, publicKey, name, cancellation);
        Log(db, null, by, "operator-added", $"{name}, key {id}");
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Puts another key in the place of the one that an operator signs with.</summary>
    /// <exception cref="RefusedException">The key is none or was registered before.</exception>
    public async Task RotateOperatorAsync(Caller caller, byte[] publicKey, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var id = Id(publicKey);
        using var held = await signals.EnterAsync(OperatorsGate, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var former = await db.Keys.SingleAsync(row => row.Id == caller.KeyId, cancellation);
        await AddAsync(db, id, publicKey, caller.Name, cancellation);
        former.RevokedAt = time.GetUtcNow();
        Log(db, null, caller.Name, "operator-rotated", $"{caller.Name}, key {id} for {former.Id}");
        await db.SaveChangesAsync(cancellation);
        keys.Forget(former.Id);
    }

    /// <summary>Revokes an operator's key at once.</summary>
    /// <exception cref="RefusedException">There is none of that name, or it is the last one.</exception>
    public async Task RevokeOperatorAsync(string name, string by, CancellationToken cancellation)
    {
        using var held = await signals.EnterAsync(OperatorsGate, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var all = await Operators(db).Where(row => row.Name == name).ToListAsync(cancellation);
        if (all.Count == 0) throw new RefusedException(Refusal.NotFound, $"there is no operator '{ForeignText.OneLine(name)}'");
        if (all.Find(row => row.RevokedAt is null) is not { } good) return;
        if (await Operators(db).CountAsync(row => row.RevokedAt == null, cancellation) == 1) throw new RefusedException(Refusal.NotNow, $"the key of '{name}' is the last operator's; add another one first");
        good.RevokedAt = time.GetUtcNow();
        Log(db, null, by, "operator-revoked", $"{name}, key {good.Id}");
        await db.SaveChangesAsync(cancellation);
        keys.Forget(good.Id);
    }

    /// <summary>
    /// Revokes the key of a participant or an auditor at once and makes a token with which another key takes its place: same name, same number,
    /// same money. Tokens of before for the same are void.
    /// </summary>
    /// <exception cref="RefusedException">There is nobody of that name, or who it was has been removed.</exception>
    public async Task<InviteReply> RenewAsync(RenewKeyRequest request, string by, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        TermsCheck.RequireValidity(request.ValidSeconds);
        using var held = await signals.EnterAsync(request.Market, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.FindMarketAsync(request.Market, cancellation);
        var removal = await Removal.FindAsync(db, request.Market, request.Name, cancellation);
        if (removal.Keys.Count == 0) throw new RefusedException(Refusal.NotNow, $"'{request.Name}' has not enrolled yet; its token is good still, or invite it anew");
        var now = time.GetUtcNow();
        var open = removal.Invitations.Where(row => row.Renews && row.ExpiresAt >= now).ToList();
        var isRemoved = removal.Participant is { Active: false } or null && open.Count == 0 && removal.Keys.All(key => key.RevokedAt is not null);
        if (isRemoved) throw new RefusedException(Refusal.NotNow, $"'{request.Name}' was removed from market '{request.Market}'");
        foreach (var key in removal.Keys.Where(key => key.RevokedAt is null)) key.RevokedAt = now;
        foreach (var former in open) former.ExpiresAt = now.AddMilliseconds(-1);
        var invitation = Invitation.Draw(identity, request.Market, request.Name, removal.Keys[0].Role, now.AddSeconds(request.ValidSeconds));
        (invitation.Row.Renews, invitation.Row.MaxSamples) = (true, removal.Participant?.MaxSamples);
        db.Invitations.Add(invitation.Row);
        Log(db, request.Market, by, "key-revoked", $"{request.Name}, for another one");
        await db.SaveChangesAsync(cancellation);
        foreach (var key in removal.Keys) keys.Forget(key.Id);
        return invitation.Reply();
    }

    private static IQueryable<KeyRow> Operators(ServiceDb db) => db.Keys.Where(row => row.Role == KeyRole.Operator);

    private static string Id(byte[] publicKey)
    {
        try
        {
            using var key = KeyId.Read(publicKey);
            return KeyId.Of(publicKey);
        }
        catch (CryptographicException)
        {
            throw new RefusedException(Refusal.Invalid, "public_key: allowed is a key on P-256 as DER SubjectPublicKeyInfo");
        }
    }

    private async Task AddAsync(ServiceDb db, string id, byte[] publicKey, string name, CancellationToken cancellation)
    {
        if (await db.Keys.AnyAsync(row => row.Id == id, cancellation)) throw new RefusedException(Refusal.NotAllowed, "the key was registered before; make a new one");
        db.Keys.Add(new() { Id = id, PublicKey = publicKey, Role = KeyRole.Operator, Name = name, CreatedAt = time.GetUtcNow() });
    }

    private void Log(ServiceDb db, string? market, string by, string action, string detail) =>
        db.AuditLog.Add(new() { Time = time.GetUtcNow(), MarketId = market, Actor = by, Action = action, Detail = detail });
}
