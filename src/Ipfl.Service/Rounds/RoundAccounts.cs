using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Rounds;

/// <summary>What everybody had of a round in the end, where some of its payments were given back.</summary>
internal static class RoundAccounts
{
    /// <summary>
    /// Takes purchases that were voided out of the accounts: their buyers gain and pay nothing, their sellers are not paid for them and bear no cost.
    /// Everybody else's numbers stay as the mechanism said them.
    /// </summary>
    public static async Task WithoutVoidedAsync(ServiceDb db, RoundRow round, CancellationToken cancellation)
    {
        var entries = await db.Entries
            .Where(row => row.MarketId == round.MarketId && row.Round == round.Number && row.Stage == EntryStage.Accepted)
            .ToDictionaryAsync(row => row.Participant, cancellation);
        var trades = await db.Trades.AsNoTracking()
            .Where(row => row.MarketId == round.MarketId && row.Round == round.Number).OrderBy(row => row.Buyer).ToListAsync(cancellation);
        bool IsVoided(TradeRow trade) => entries[trade.Buyer].Settlement == SettlementStage.Voided;
        foreach (var buyer in entries.Values.Where(entry => entry.Settlement == SettlementStage.Voided))
            (buyer.Gain, buyer.Paid, buyer.Utility) = (0, 0, buyer.Received - buyer.Cost);
        foreach (var sold in trades.GroupBy(trade => trade.Seller).Where(sold => sold.Any(IsVoided)))
        {
            var (seller, kept) = (entries[sold.Key], sold.Where(trade => !IsVoided(trade)).ToList());
            (seller.Received, seller.Cost) = (kept.Sum(trade => trade.Payment), kept.Count * (seller.SharingCost ?? 0));
            seller.Utility = seller.Gain - seller.Paid + seller.Received - seller.Cost;
        }

        round.Welfare = entries.Values.Sum(entry => entry.Gain - entry.Cost);
    }
}
