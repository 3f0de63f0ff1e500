using Ipfl.Protocol;
using Ipfl.Protocol.Ledger;
using Ipfl.Service.Ledger;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Dashboard.Reading;

/// <summary>A participant and how it fares.</summary>
/// <param name="Row">What is known of it.</param>
/// <param name="Rounds">In how many rounds before the one that collects it was expected.</param>
/// <param name="OnTime">In how many of them its upload counted.</param>
/// <param name="LastReason">Why it was excluded last, if ever.</param>
/// <param name="Available">What it may spend.</param>
/// <param name="Reserved">What it owes for models it has not confirmed.</param>
/// <param name="IsKeyRevoked">Whether its key was revoked.</param>
public sealed record ParticipantHealth(ParticipantRow Row, int Rounds, int OnTime, string? LastReason, MicroUnits Available, MicroUnits Reserved, bool IsKeyRevoked)
{
    /// <summary>Whether it was taken out of the market for good; one without a key may get another.</summary>
    public bool IsRemoved => IsKeyRevoked && !Row.Active;

    /// <summary>All participants of a market, by number.</summary>
    public static async Task<IReadOnlyList<ParticipantHealth>> AllAsync(ServiceDb db, string market, CancellationToken cancellation)
    {
        var entries = db.Entries.Where(entry => entry.MarketId == market);
        var expected = await entries.Where(entry => entry.Stage == EntryStage.Accepted || entry.Stage == EntryStage.Excluded)
            .GroupBy(entry => entry.Participant)
            .Select(group => new
            {
                group.Key,
                Rounds = group.Count(),
                OnTime = group.Count(entry => entry.Stage == EntryStage.Accepted),
            }).ToDictionaryAsync(row => row.Key, cancellation);
        var reasons = await entries.Where(entry => entry.Stage == EntryStage.Excluded
                && entry.Round == entries.Where(other => other.Participant == entry.Participant && other.Stage == EntryStage.Excluded).Max(other => other.Round))
            .ToDictionaryAsync(entry => entry.Participant, entry => $"round {entry.Round}: {entry.Reason}", cancellation);
        var balances = await KeptBalances.OfAllAsync(db, market, cancellation);
        var revoked = await db.Keys.Where(key => key.MarketId == market && key.RevokedAt != null).Select(key => key.Id).ToHashSetAsync(cancellation);
        var rows = await db.Participants.AsNoTracking().Where(row => row.MarketId == market).OrderBy(row => row.Number).ToListAsync(cancellation);
        return
        [
            .. rows.Select(row => new ParticipantHealth(
                row,
                expected.GetValueOrDefault(row.Number)?.Rounds ?? 0,
                expected.GetValueOrDefault(row.Number)?.OnTime ?? 0,
                reasons.GetValueOrDefault(row.Number),
                balances[AccountName.Available(row.Number)],
                balances[AccountName.Reserved(row.Number)],
                revoked.Contains(row.KeyId))),
        ];
    }
}
