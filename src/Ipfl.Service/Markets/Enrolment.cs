using System.Security.Cryptography;
using Ipfl.Protocol;
using Ipfl.Protocol.Signing;
using Ipfl.Protocol.V1;
using Ipfl.Service.Calls;
using Ipfl.Service.Hosting;
using Ipfl.Service.Ledger;
using Ipfl.Service.Rounds;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Ipfl.Service.Markets;

/// <summary>Trades an invitation and a new public key for a place in a market, once: the same key with the same token gets the same place again.</summary>
public sealed partial class Enrolment(IDbContextFactory<ServiceDb> databases, MarketSignals signals, ServerIdentity identity, TimeProvider time, ILogger<Enrolment> log)
{
    /// <summary>Enrols.</summary>
    /// <exception cref="RefusedException">The token is unknown, used or expired, the market opens no more rounds, or the key is no key or not the one that signed.</exception>
    public async Task<EnrolReply> EnrolAsync(EnrolRequest request, VerifiedCall call, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(call);
        var publicKey = request.PublicKey.ToByteArray();
        CheckKey(publicKey, call);
        if (EnrolmentToken.TryParse(request.Token) is not { } token) throw new RefusedException(Refusal.Invalid, "the token is no token; copy it whole");
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var digest = SecretDigest.Of(token.Secret);
        var market = await db.Invitations.Where(row => row.Digest == digest).Select(row => row.MarketId).SingleOrDefaultAsync(cancellation)
            ?? throw new RefusedException(Refusal.NotAllowed, "the token is none of this server's");
        using var held = await signals.EnterAsync(market, cancellation);
        var invitation = await db.Invitations.SingleAsync(row => row.Digest == digest, cancellation);
        if (invitation.UsedBy is not null && invitation.UsedBy != call.Call.KeyId) throw new RefusedException(Refusal.NotAllowed, "the token was used before, with another key");
        if (invitation.UsedBy is null) await RegisterAsync(db, invitation, call.Call.KeyId, publicKey, cancellation);
        var number = await db.Participants.Where(row => row.KeyId == call.Call.KeyId).Select(row => (int?)row.Number).SingleOrDefaultAsync(cancellation);
        return new()
        {
            Market = market,
            Participant = invitation.Name,
            Number = number ?? -1,
            MaxSamples = invitation.MaxSamples ?? 0,
            ServerKey = Google.Protobuf.ByteString.CopyFrom(identity.PublicKey),
        };
    }

    private static void CheckKey(byte[] publicKey, VerifiedCall call)
    {
        try
        {
            using var key = KeyId.Read(publicKey);
            if (KeyId.Of(publicKey) == call.Call.KeyId && KeyRing.IsSigned(call.Call, key, call.Signature)) return;
        }
        catch (CryptographicException)
        {
            throw new RefusedException(Refusal.Invalid, "public_key: allowed is a key on P-256 as DER SubjectPublicKeyInfo");
        }

        throw new RefusedException(Refusal.NotAllowed, "the call is not signed by the key that it registers");
    }

    private async Task RegisterAsync(ServiceDb db, InvitationRow invitation, string keyId, byte[] publicKey, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (invitation.ExpiresAt < now) throw new RefusedException(Refusal.NotAllowed, $"the token expired at {invitation.ExpiresAt:u}; ask the operator for a new one");
        var stage = await db.Markets.Where(row => row.Id == invitation.MarketId).Select(row => row.Stage).SingleAsync(cancellation);
        if (invitation is { Role: KeyRole.Participant, Renews: false } && stage is MarketStage.Closing or MarketStage.Closed)
            throw new RefusedException(Refusal.NotNow, $"market '{invitation.MarketId}' is {stage.ToString().ToLowerInvariant()}; it takes no more participants");
        if (await db.Keys.AnyAsync(row => row.Id == keyId, cancellation)) throw new RefusedException(Refusal.NotAllowed, "the key was registered before; make a new one: an agent does when agent.key is not in its state folder");
        if (invitation.Renews)
        {
            await RenewAsync(db, invitation, keyId, publicKey, now, cancellation);
            return;
        }

        if (await db.Keys.AnyAsync(row => row.MarketId == invitation.MarketId && row.Name == invitation.Name, cancellation))
            throw new RefusedException(Refusal.NotAllowed, $"'{invitation.Name}' is enrolled already, with another token");
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        db.Keys.Add(new() { Id = keyId, PublicKey = publicKey, Role = invitation.Role, MarketId = invitation.MarketId, Name = invitation.Name, CreatedAt = now });
        if (invitation.Role == KeyRole.Participant) await AddAsync(db, invitation, keyId, now, cancellation);
        invitation.UsedBy = keyId;
        db.AuditLog.Add(new() { Time = now, MarketId = invitation.MarketId, Actor = invitation.Name, Action = "enrolled", Detail = $"key {keyId}" });
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        Enrolled(invitation.MarketId, invitation.Name, invitation.Role);
    }

    /// <summary>Another key takes the place of one that was revoked; everything else stays as it is.</summary>
    private async Task RenewAsync(ServiceDb db, InvitationRow invitation, string keyId, byte[] publicKey, DateTimeOffset now, CancellationToken cancellation)
    {
        var place = await db.Participants.SingleOrDefaultAsync(row => row.MarketId == invitation.MarketId && row.Name == invitation.Name, cancellation);
        if (place is not null) (place.KeyId, place.LastSeen) = (keyId, now);
        db.Keys.Add(new() { Id = keyId, PublicKey = publicKey, Role = invitation.Role, MarketId = invitation.MarketId, Name = invitation.Name, CreatedAt = now });
        invitation.UsedBy = keyId;
        db.AuditLog.Add(new() { Time = now, MarketId = invitation.MarketId, Actor = invitation.Name, Action = "key-renewed", Detail = $"key {keyId}" });
        await db.SaveChangesAsync(cancellation);
        Enrolled(invitation.MarketId, invitation.Name, invitation.Role);
    }

    private async Task AddAsync(ServiceDb db, InvitationRow invitation, string keyId, DateTimeOffset now, CancellationToken cancellation)
    {
        var number = await db.Participants.CountAsync(row => row.MarketId == invitation.MarketId, cancellation);
        db.Participants.Add(new()
        {
            MarketId = invitation.MarketId,
            Number = number,
            Name = invitation.Name,
            KeyId = keyId,
            Active = true,
            MaxSamples = invitation.MaxSamples,
            EnrolledAt = now,
            LastSeen = now,
        });
        if (invitation.DepositMicros > 0)
        {
            await new MarketLedger(db, invitation.MarketId, time)
                .AppendAsync(TransactionDraft.Deposit($"enrolment:{number}", number, new MicroUnits(invitation.DepositMicros)), cancellation);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Market {Market}: {Name} has enrolled as {Role}.")]
    private partial void Enrolled(string market, string name, KeyRole role);
}
