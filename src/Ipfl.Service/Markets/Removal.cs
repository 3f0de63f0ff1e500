using Ipfl.Protocol;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Markets;

/// <summary>What a market has of somebody who is to be removed, whether as a participant, as an auditor or only invited.</summary>
/// <param name="Participant">Its place; null where it has none.</param>
/// <param name="Keys">Its keys, the latest one first; none where it never enrolled.</param>
/// <param name="Invitations">Tokens that nobody has used.</param>
internal sealed record Removal(ParticipantRow? Participant, IReadOnlyList<KeyRow> Keys, IReadOnlyList<InvitationRow> Invitations)
{
    /// <exception cref="RefusedException">The market has nobody of that name.</exception>
    public static async Task<Removal> FindAsync(ServiceDb db, string market, string name, CancellationToken cancellation)
    {
        var removal = new Removal(
            await db.Participants.SingleOrDefaultAsync(row => row.MarketId == market && row.Name == name, cancellation),
            await db.Keys.Where(row => row.MarketId == market && row.Name == name).OrderByDescending(row => row.CreatedAt).ToListAsync(cancellation),
            await db.Invitations.Where(row => row.MarketId == market && row.Name == name && row.UsedBy == null).ToListAsync(cancellation));
        return removal is { Participant: null, Keys.Count: 0, Invitations.Count: 0 }
            ? throw new RefusedException(Refusal.NotFound, $"market '{ForeignText.OneLine(market)}' has no participant, auditor or invitation '{ForeignText.OneLine(name)}'")
            : removal;
    }

    /// <summary>Takes its place, its key and its tokens away.</summary>
    /// <returns>What that changed, in words; null where nothing was left to change.</returns>
    public async Task<string?> ApplyAsync(ServiceDb db, string reason, DateTimeOffset now, CancellationToken cancellation)
    {
        var done = new List<string>();
        if (Participant is { Active: true })
        {
            Participant.Active = false;
            done.Add("no more rounds");
        }

        var good = Keys.Where(key => key.RevokedAt is null).ToList();
        foreach (var key in good) key.RevokedAt = now;
        if (good.Count > 0) done.Add("key revoked");
        if (done.Count > 0 && Participant is not null) await ExcludeAsync(db, Participant, reason, cancellation);

        var open = Invitations.Where(invitation => invitation.ExpiresAt >= now).ToList();
        foreach (var invitation in open) invitation.ExpiresAt = now.AddMilliseconds(-1);
        if (open.Count > 0) done.Add($"{open.Count} unused {(open.Count == 1 ? "token" : "tokens")} void");
        return done.Count == 0 ? null : string.Join(", ", done);
    }

    /// <summary>Its key is good no more, so nothing that is still to come will: the round must not wait for it.</summary>
    private static async Task ExcludeAsync(ServiceDb db, ParticipantRow row, string reason, CancellationToken cancellation)
    {
        var entry = await db.Entries.Awaited().SingleOrDefaultAsync(found => found.MarketId == row.MarketId && found.Participant == row.Number, cancellation);
        if (entry is not null) (entry.Stage, entry.Reason) = (EntryStage.Excluded, $"removed by the operator: {reason}");
    }
}
