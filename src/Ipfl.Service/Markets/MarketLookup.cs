using Ipfl.Protocol;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Markets;

/// <summary>Markets and participants by the names that callers give.</summary>
internal static class MarketLookup
{
    /// <exception cref="RefusedException">There is no such market.</exception>
    public static async Task<MarketRow> FindMarketAsync(this ServiceDb db, string market, CancellationToken cancellation) =>
        await db.Markets.SingleOrDefaultAsync(row => row.Id == market, cancellation) ?? throw new RefusedException(Refusal.NotFound, $"there is no market '{ForeignText.OneLine(market)}'");

    /// <exception cref="RefusedException">The market has no such participant.</exception>
    public static async Task<ParticipantRow> FindParticipantAsync(this ServiceDb db, string market, string name, CancellationToken cancellation) =>
        await db.Participants.SingleOrDefaultAsync(row => row.MarketId == market && row.Name == name, cancellation)
        ?? throw new RefusedException(Refusal.NotFound, $"market '{ForeignText.OneLine(market)}' has no participant '{ForeignText.OneLine(name)}'");
}
