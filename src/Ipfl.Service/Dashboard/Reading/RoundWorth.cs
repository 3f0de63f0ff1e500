using Ipfl.Service.Rounds;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Dashboard.Reading;

/// <summary>A trade of a round: what was claimed, what it was worth, what is paid for it.</summary>
/// <param name="Buyer">The buyer's name.</param>
/// <param name="Seller">The seller's name.</param>
/// <param name="Claimed">N, as the seller reported it; null in rounds of earlier releases.</param>
/// <param name="Effective">N̂, where there was evidence.</param>
/// <param name="Predicted">The gain that the market's law says of this trade alone; null in rounds of earlier releases.</param>
/// <param name="Micros">The payment.</param>
/// <param name="Settlement">What became of it.</param>
public sealed record WorthOfTrade(string Buyer, string Seller, long? Claimed, double? Effective, double? Predicted, long Micros, SettlementStage Settlement);

/// <summary>What a buyer had of all that it bought in a round.</summary>
/// <param name="Name">The buyer.</param>
/// <param name="Entry">Its part in the round.</param>
/// <param name="Predicted">Σ over its trades of what the market's law says of each alone.</param>
/// <param name="Micros">What it was to pay.</param>
public sealed record WorthToBuyer(string Name, EntryRow Entry, double Predicted, long Micros);

/// <summary>What a round's models were worth, and what is odd about them.</summary>
/// <param name="Trades">All trades, by buyer, then by seller.</param>
/// <param name="Buyers">Those who bought, by number.</param>
/// <param name="Remarks">Odd uploads: whose, and what is odd.</param>
/// <param name="Fallback">The mechanism whose budget ran out; null where none did.</param>
public sealed record RoundWorth(
    IReadOnlyList<WorthOfTrade> Trades, IReadOnlyList<WorthToBuyer> Buyers, IReadOnlyList<(string Name, string Remark)> Remarks, string? Fallback)
{
    /// <summary>A settled round's worth.</summary>
    public static async Task<RoundWorth> OfAsync(ServiceDb db, string market, int round, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(db);
        var names = await db.Participants.Where(row => row.MarketId == market).ToDictionaryAsync(row => row.Number, row => row.Name, cancellation);
        var entries = await db.Entries.AsNoTracking().Where(row => row.MarketId == market && row.Round == round && row.Stage == EntryStage.Accepted)
            .OrderBy(row => row.Participant).ToListAsync(cancellation);
        var settlements = entries.ToDictionary(entry => entry.Participant, entry => entry.Settlement);
        var trades = await db.Trades.AsNoTracking().Where(row => row.MarketId == market && row.Round == round).OrderBy(row => row.Buyer).ThenBy(row => row.Seller).ToListAsync(cancellation);
        var bought = trades.ToLookup(trade => trade.Buyer);
        return new(
            [.. trades.Select(row => new WorthOfTrade(names[row.Buyer], names[row.Seller], row.ClaimedSamples, row.EffectiveSamples, row.Predicted, row.Micros, settlements[row.Buyer]))],
            [.. entries.Where(entry => bought.Contains(entry.Participant)).Select(entry => new WorthToBuyer(
                names[entry.Participant], entry, bought[entry.Participant].Sum(trade => trade.Predicted ?? 0), bought[entry.Participant].Sum(trade => trade.Micros)))],
            [.. entries.Where(entry => entry.Remark is not null).Select(entry => (names[entry.Participant], UploadRemarks.WithNames(entry)))],
            await db.Rounds.Where(row => row.MarketId == market && row.Number == round).Select(row => row.Fallback).SingleOrDefaultAsync(cancellation));
    }
}
