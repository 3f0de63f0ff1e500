using Ipfl.Protocol.V1;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Rounds;

/// <summary>Opens rounds: who is expected, with which report, until when.</summary>
internal static class RoundOpening
{
    /// <summary>Adds the market's next round and the parts of all that are active and have reported.</summary>
    public static async Task OpenAsync(ServiceDb db, MarketRow market, Terms terms, DateTimeOffset now, CancellationToken cancellation)
    {
        market.Round++;
        market.Revision++;
        db.Rounds.Add(new()
        {
            MarketId = market.Id,
            Number = market.Round,
            Stage = RoundStage.Collecting,
            OpenedAt = now,
            Deadline = now.AddSeconds(terms.UploadSeconds),
        });
        await ExpectAsync(db, market, cancellation);
    }

    /// <summary>Adds the parts of those that have come since the round was opened.</summary>
    public static async Task ExpectAsync(ServiceDb db, MarketRow market, CancellationToken cancellation)
    {
        var (id, round) = (market.Id, market.Round);
        var newcomers = await db.Participants
            .Where(row => row.MarketId == id && row.Active && row.Samples > 0)
            .Where(row => !db.Entries.Any(entry => entry.MarketId == id && entry.Round == round && entry.Participant == row.Number))
            .OrderBy(row => row.Number)
            .ToListAsync(cancellation);
        db.Entries.AddRange(newcomers.Select(row => new EntryRow
        {
            MarketId = id,
            Round = round,
            Participant = row.Number,
            Stage = EntryStage.Expected,
            Samples = row.Samples,
            SharingCost = row.SharingCost,
            GainScale = row.GainScale,
        }));
    }
}
