using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Dashboard.Reading;

/// <summary>One who takes part in a round.</summary>
public sealed record RoundEntry(
    int Number, string Name, EntryStage Stage, string? Reason, long Samples, double? SharingCost, double GainScale, long UploadBytes, bool BuyingBarred, SettlementStage Settlement, double Utility);

/// <summary>A round as it is now.</summary>
/// <param name="Row">The round.</param>
/// <param name="Entries">Who is expected, has come, or is excluded; by number.</param>
public sealed record LiveRound(RoundRow Row, IReadOnlyList<RoundEntry> Entries)
{
    /// <summary>How many uploads are that far.</summary>
    public int Count(EntryStage stage) => Entries.Count(entry => entry.Stage == stage);

    /// <summary>How many buyers' payments are that far.</summary>
    public int Count(SettlementStage stage) => Entries.Count(entry => entry.Settlement == stage);

    /// <summary>A market's round; null when there is none of that number.</summary>
    public static async Task<LiveRound?> FindAsync(ServiceDb db, string market, int round, CancellationToken cancellation)
    {
        var row = await db.Rounds.AsNoTracking().SingleOrDefaultAsync(found => found.MarketId == market && found.Number == round, cancellation);
        if (row is null) return null;
        var entries = await db.Entries
            .Where(entry => entry.MarketId == market && entry.Round == round)
            .Join(db.Participants.Where(participant => participant.MarketId == market), entry => entry.Participant, participant => participant.Number, (entry, participant) => new { entry, participant.Name })
            .OrderBy(pair => pair.entry.Participant)
            .Select(pair => new RoundEntry(
                pair.entry.Participant, pair.Name, pair.entry.Stage, pair.entry.Reason, pair.entry.Samples, pair.entry.SharingCost, pair.entry.GainScale, pair.entry.UploadBytes,
                pair.entry.BuyingBarred, pair.entry.Settlement, pair.entry.Utility))
            .ToListAsync(cancellation);
        return new(row, entries);
    }
}
