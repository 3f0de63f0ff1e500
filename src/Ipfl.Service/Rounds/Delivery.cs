using Ipfl.Protocol;
using Ipfl.Protocol.Ledger;
using Ipfl.Service.Ledger;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Rounds;

/// <summary>What becomes of a buyer's reserved money: paid when it confirms its centre, given back when it rejects it or the round ends without a word.</summary>
internal static class Delivery
{
    /// <summary>Pays the sellers.</summary>
    public static async Task PostAsync(ServiceDb db, EntryRow entry, TimeProvider time, CancellationToken cancellation)
    {
        var ledger = new MarketLedger(db, entry.MarketId, time);
        if (await ReservedAsync(ledger, entry, cancellation) is { Value: > 0 } reserved)
            await ledger.AppendAsync(TransactionDraft.Post(entry.Round, entry.Participant, reserved, await SellersAsync(db, entry, cancellation)), cancellation);
        entry.Settlement = SettlementStage.Posted;
    }

    /// <summary>Gives the money back.</summary>
    public static async Task VoidAsync(ServiceDb db, EntryRow entry, TimeProvider time, CancellationToken cancellation)
    {
        var ledger = new MarketLedger(db, entry.MarketId, time);
        if (await ReservedAsync(ledger, entry, cancellation) is { Value: > 0 } reserved)
            await ledger.AppendAsync(TransactionDraft.Void(entry.Round, entry.Participant, reserved), cancellation);
        entry.Settlement = SettlementStage.Voided;
    }

    /// <summary>What the buyer's account holds: a market has one round in progress, so it is this round's.</summary>
    private static Task<MicroUnits> ReservedAsync(MarketLedger ledger, EntryRow entry, CancellationToken cancellation) =>
        ledger.BalanceAsync(AccountName.Reserved(entry.Participant), cancellation);

    private static async Task<List<SellerAmount>> SellersAsync(ServiceDb db, EntryRow entry, CancellationToken cancellation) =>
        await db.Trades
            .Where(row => row.MarketId == entry.MarketId && row.Round == entry.Round && row.Buyer == entry.Participant)
            .OrderBy(row => row.Seller).Select(row => new SellerAmount(row.Seller, new MicroUnits(row.Micros))).ToListAsync(cancellation);
}
