using Ipfl.Protocol;
using Ipfl.Service.Ledger;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Rounds;

/// <summary>What becomes of a buyer's reserved money: paid when it confirms its centre, given back when the round ends without that.</summary>
internal static class Delivery
{
    /// <summary>Pays the sellers.</summary>
    public static async Task PostAsync(ServiceDb db, EntryRow entry, TimeProvider time, CancellationToken cancellation)
    {
        var payments = await PaymentsAsync(db, entry, cancellation);
        var ledger = new MarketLedger(db, entry.MarketId, time);
        if (payments.Reserved > MicroUnits.Zero) await ledger.AppendAsync(TransactionDraft.Post(entry.Round, entry.Participant, payments.Reserved, [.. payments.Sellers]), cancellation);
        entry.Settlement = SettlementStage.Posted;
    }

    /// <summary>Gives the money back.</summary>
    public static async Task VoidAsync(ServiceDb db, EntryRow entry, TimeProvider time, CancellationToken cancellation)
    {
        var payments = await PaymentsAsync(db, entry, cancellation);
        var ledger = new MarketLedger(db, entry.MarketId, time);
        if (payments.Reserved > MicroUnits.Zero) await ledger.AppendAsync(TransactionDraft.Void(entry.Round, entry.Participant, payments.Reserved), cancellation);
        entry.Settlement = SettlementStage.Voided;
    }

    private static async Task<RoundedPayments> PaymentsAsync(ServiceDb db, EntryRow entry, CancellationToken cancellation)
    {
        var trades = await db.Trades
            .Where(row => row.MarketId == entry.MarketId && row.Round == entry.Round && row.Buyer == entry.Participant)
            .OrderBy(row => row.Seller).Select(row => new { row.Seller, row.Payment }).ToListAsync(cancellation);
        return RoundedPayments.Of([.. trades.Select(trade => (trade.Seller, trade.Payment))]);
    }
}
