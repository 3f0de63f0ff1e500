using Ipfl.Protocol;
using Ipfl.Protocol.Ledger;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Ledger;

/// <summary>What a participant holds.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Available">What it may spend.</param>
/// <param name="Reserved">What it owes for models that it has not confirmed yet.</param>
public sealed record ParticipantBalance(int Number, string Name, MicroUnits Available, MicroUnits Reserved);

/// <summary>What everybody in a market holds. All of it sums to zero.</summary>
/// <param name="Participants">In the order of their numbers; those who hold nothing are in it.</param>
/// <param name="Rounding">What rounding left.</param>
/// <param name="Outside">Payouts less deposits.</param>
public sealed record LedgerBalances(IReadOnlyList<ParticipantBalance> Participants, MicroUnits Rounding, MicroUnits Outside)
{
    /// <summary>Reads the balances that are kept with the ledger.</summary>
    public static async Task<LedgerBalances> OfAsync(ServiceDb db, string market, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(db);
        var kept = await KeptBalances.OfAllAsync(db, market, cancellation);
        var participants = await db.Participants.AsNoTracking().Where(row => row.MarketId == market).OrderBy(row => row.Number)
            .Select(row => new { row.Number, row.Name }).ToListAsync(cancellation);
        return new(
            [.. participants.Select(row => new ParticipantBalance(row.Number, row.Name, kept[AccountName.Available(row.Number)], kept[AccountName.Reserved(row.Number)]))],
            kept[AccountName.Rounding],
            kept[AccountName.Outside]);
    }
}
