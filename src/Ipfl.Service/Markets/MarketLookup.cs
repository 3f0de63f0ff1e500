using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Markets;

/// <summary>Markets and participants by the names that callers give.</summary>
internal static class MarketLookup
{
    private const int LongestLine = 200;

    /// <exception cref="RefusedException">There is no such market.</exception>
    public static async Task<MarketRow> FindMarketAsync(this ServiceDb db, string market, CancellationToken cancellation) =>
        await db.Markets.SingleOrDefaultAsync(row => row.Id == market, cancellation) ?? throw new RefusedException(Refusal.NotFound, $"there is no market '{OneLine(market)}'");

    /// <exception cref="RefusedException">The market has no such participant.</exception>
    public static async Task<ParticipantRow> FindParticipantAsync(this ServiceDb db, string market, string name, CancellationToken cancellation) =>
        await db.Participants.SingleOrDefaultAsync(row => row.MarketId == market && row.Name == name, cancellation)
        ?? throw new RefusedException(Refusal.NotFound, $"market '{OneLine(market)}' has no participant '{OneLine(name)}'");

    /// <summary>The beginning of what a caller wrote, for messages and the audit log.</summary>
    public static string OneLine(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length > LongestLine ? line[..LongestLine] : line;
    }
}
