using Ipfl.Protocol.V1;
using Ipfl.Service.Markets;
using Ipfl.Service.Models;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;
using CentreVerdict = Ipfl.Service.Storage.CentreVerdict;

namespace Ipfl.Service.Rounds;

/// <summary>What a settled round brought to one participant: its own trades, its own centre, nobody else's.</summary>
public sealed class ResultDesk(IDbContextFactory<ServiceDb> databases, ModelStore models, MarketSignals signals, ServiceMetrics metrics, TimeProvider time)
{
    /// <summary>The result.</summary>
    public async Task<Result> ResultAsync(string market, int participant, int round, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var (entry, _) = await SettledAsync(db, market, participant, round, cancellation);
        return await DescribeAsync(db, entry, cancellation);
    }

    /// <summary>A piece of the caller's centre.</summary>
    public async Task<ModelPiece> ReadCentreAsync(string market, int participant, int round, long offset, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var (entry, _) = await SettledAsync(db, market, participant, round, cancellation);
        if (entry.Settlement is not (SettlementStage.Pending or SettlementStage.Posted)) throw new RefusedException(Refusal.NotFound, $"there is no centre of round {round} for you");
        var file = models.Centre(market, round, participant);
        if (!File.Exists(file)) throw new RefusedException(Refusal.NotFound, $"round {round} is long past; its centres are kept no more");
        if (offset < 0) throw new RefusedException(Refusal.Invalid, $"offset: found {offset}; allowed: 0 or more");
        var (data, total) = await ModelStore.ReadAsync(file, offset, TermsCheck.PieceBytes, cancellation);
        metrics.Sent(market, data.Length);
        return new() { Data = Google.Protobuf.UnsafeByteOperations.UnsafeWrap(data), TotalBytes = total };
    }

    /// <summary>Takes the caller's word that its centre has arrived: used, its sellers are paid; rejected, its money is given back. The same word again changes nothing.</summary>
    public async Task<Result> ConfirmAsync(string market, int participant, ConfirmCentreRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var verdict = CentreTrial.Verdict(request);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        using (await signals.EnterAsync(market, cancellation))
        {
            var (entry, row) = await SettledAsync(db, market, participant, request.Round, cancellation);
            if (IsSaid(entry, verdict) && entry.CentreDigest == request.Digest) return await DescribeAsync(db, entry, cancellation);
            if (entry.Verdict != CentreVerdict.None) throw new RefusedException(Refusal.NotNow, $"you have {(entry.Verdict == CentreVerdict.Used ? "used" : "rejected")} your centre of round {request.Round} already");
            if (entry.Settlement != SettlementStage.Pending || row.Stage != RoundStage.Delivering)
                throw new RefusedException(Refusal.NotNow, $"there is nothing to confirm in round {request.Round}{(entry.Settlement == SettlementStage.Voided ? ": it ended before, and your money was given back" : "")}");
            if (entry.CentreDigest != request.Digest) throw new RefusedException(Refusal.Invalid, "digest: it is not that of your centre; fetch the centre again");
            await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
            if (verdict == CentreVerdict.Used) await Delivery.PostAsync(db, entry, time, cancellation);
            else await Delivery.VoidAsync(db, entry, time, cancellation);
            await CentreTrial.WriteAsync(db, entry, verdict, request.Trial, time, cancellation);
            await db.SaveChangesAsync(cancellation);
            await transaction.CommitAsync(cancellation);
            signals.HasWork(market);
            return await DescribeAsync(db, entry, cancellation);
        }
    }

    /// <summary>Whether that was said before; rounds of earlier releases have no word, only a payment.</summary>
    private static bool IsSaid(EntryRow entry, CentreVerdict verdict) => verdict == CentreVerdict.Used ? entry.Settlement == SettlementStage.Posted : entry.Verdict == CentreVerdict.Rejected;

    private async Task<Result> DescribeAsync(ServiceDb db, EntryRow entry, CancellationToken cancellation)
    {
        var (trades, names, voided) = await TradesAsync(db, entry, cancellation);
        var imported = await CentreTrial.ImportedAsync(db, entry, cancellation);
        return new()
        {
            Round = entry.Round,
            Entry = (EntryState)entry.Stage,
            Reason = entry.Reason ?? "",
            Bought = { trades.Where(trade => trade.Buyer == entry.Participant).Select(trade => new Trade { Counterpart = names[trade.Seller], Micros = trade.Micros }) },
            Sold = { trades.Where(trade => trade.Seller == entry.Participant && !voided.Contains(trade.Buyer)).Select(trade => new Trade { Counterpart = names[trade.Buyer], Micros = trade.Micros }) },
            Settlement = (Settlement)entry.Settlement,
            CentreDigest = entry.CentreDigest ?? "",
            CentreBytes = entry.CentreDigest is null ? 0 : ModelStore.Length(models.Centre(entry.MarketId, entry.Round, entry.Participant)),
            Gain = entry.Gain,
            Paid = entry.Paid,
            Received = entry.Received,
            SharingCost = entry.Cost,
            Utility = entry.Utility,
            BoughtBarred = entry.BuyingBarred,
            Verdict = (Protocol.V1.CentreVerdict)entry.Verdict,
            Trial = CentreTrial.Of(entry),
            RealisedGain = entry.RealisedGain ?? 0,
            Remark = entry.Remark ?? "",
            OwnWeight = imported > 0 ? entry.Samples / (entry.Samples + imported) : 0,
        };
    }

    /// <summary>The trades that a participant has a side of, the names of its partners, and whose purchases were voided.</summary>
    private static async Task<(List<TradeRow> Trades, Dictionary<int, string> Names, HashSet<int> Voided)> TradesAsync(ServiceDb db, EntryRow entry, CancellationToken cancellation)
    {
        var trades = await db.Trades.AsNoTracking()
            .Where(row => row.MarketId == entry.MarketId && row.Round == entry.Round && (row.Buyer == entry.Participant || row.Seller == entry.Participant))
            .OrderBy(row => row.Buyer).ThenBy(row => row.Seller).ToListAsync(cancellation);
        int[] partners = [.. trades.Select(row => row.Buyer == entry.Participant ? row.Seller : row.Buyer).Distinct()];
        var names = await db.Participants.Where(row => row.MarketId == entry.MarketId && partners.Contains(row.Number)).ToDictionaryAsync(row => row.Number, row => row.Name, cancellation);
        var voided = await db.Entries
            .Where(row => row.MarketId == entry.MarketId && row.Round == entry.Round && row.Settlement == SettlementStage.Voided && partners.Contains(row.Participant))
            .Select(row => row.Participant).ToHashSetAsync(cancellation);
        return (trades, names, voided);
    }

    private static async Task<(EntryRow Entry, RoundRow Round)> SettledAsync(ServiceDb db, string market, int participant, int round, CancellationToken cancellation)
    {
        var row = await db.Rounds.SingleOrDefaultAsync(found => found.MarketId == market && found.Number == round, cancellation)
            ?? throw new RefusedException(Refusal.NotFound, $"there is no round {round}");
        if (row.Stage is RoundStage.Collecting or RoundStage.Settling) throw new RefusedException(Refusal.NotNow, $"round {round} is not settled yet");
        var entry = await db.Entries.SingleOrDefaultAsync(found => found.MarketId == market && found.Round == round && found.Participant == participant, cancellation)
            ?? throw new RefusedException(Refusal.NotFound, $"you took no part in round {round}");
        return (entry, row);
    }
}
