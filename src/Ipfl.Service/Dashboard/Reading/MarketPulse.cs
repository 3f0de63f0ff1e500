using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Dashboard.Reading;

/// <summary>A few numbers that change with everything a page shows of a market, and that cost next to nothing to read every second.</summary>
/// <param name="Revision">Stages.</param>
/// <param name="Arrivals">What has become of the uploads and payments of the round in progress, hashed.</param>
/// <param name="Sequence">The ledger's last transaction.</param>
/// <param name="Event">The last event: reports, invitations, people who come and go.</param>
public readonly record struct MarketPulse(long Revision, long Arrivals, long Sequence, long Event)
{
    /// <summary>A market's pulse now; zeros when there is no such market.</summary>
    public static async Task<MarketPulse> OfAsync(ServiceDb db, string market, CancellationToken cancellation)
    {
        var row = await db.Markets.Where(found => found.Id == market).Select(found => new { found.Revision, found.Round }).SingleOrDefaultAsync(cancellation);
        if (row is null) return default;
        var stages = await db.Entries.Where(entry => entry.MarketId == market && entry.Round == row.Round)
            .GroupBy(entry => new { entry.Stage, entry.Settlement })
            .Select(group => new { group.Key.Stage, group.Key.Settlement, Count = group.Count() })
            .ToListAsync(cancellation);
        return new(
            row.Revision,
            stages.Sum(group => (long)HashCode.Combine(group.Stage, group.Settlement, group.Count)),
            await db.Transactions.Where(transaction => transaction.MarketId == market).MaxAsync(transaction => (long?)transaction.Sequence, cancellation) ?? 0,
            await db.AuditLog.Where(entry => entry.MarketId == market).MaxAsync(entry => (long?)entry.Id, cancellation) ?? 0);
    }
}
