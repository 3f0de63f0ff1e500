using Ipfl.Learning;
using Ipfl.Market;
using Ipfl.Protocol;
using Ipfl.Protocol.Ledger;
using Ipfl.Protocol.V1;
using Ipfl.Service.Hosting;
using Ipfl.Service.Ledger;
using Ipfl.Service.Markets;
using Ipfl.Service.Models;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Rounds;

/// <summary>
/// Settles a round: distances, graph, payments, centres as files, then everything that is decided in one transaction. What a killed process
/// leaves behind is at most files, and the next try writes them again.
/// </summary>
public sealed class RoundSettlement(IModelAggregator aggregator, ModelStore models, RoundEvidence evidence, UnpaidCentres unpaid, ServeOptions options, TimeProvider time)
{
    private const long LargeRoundBytes = 256L << 20;

    /// <summary>Settles the round whose uploads are all in, and commits.</summary>
    public async Task SettleAsync(ServiceDb db, MarketRow market, Terms terms, RoundRow round, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(market);
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(round);
        var entries = await db.Entries
            .Where(row => row.MarketId == market.Id && row.Round == round.Number && row.Stage == EntryStage.Accepted)
            .OrderBy(row => row.Participant).ToListAsync(cancellation);
        var ledger = new MarketLedger(db, market.Id, time);
        var participants = await ParticipantsAsync(db, market.Id, entries, cancellation);
        var settled = await Task.Run(() => Settle(market.Id, terms, round.Number, participants, cancellation), cancellation);
        if (terms.ImportsMean()) await unpaid.CompareAsync(db, market.Id, round.Number, entries, cancellation);

        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var (decision, digests) = (settled.Decision, settled.Digests);
        for (var row = 0; row < entries.Count; row++) Write(entries[row], settled, row);
        round.Fallback = decision.Outcome.Fallback;
        db.AuditLog.AddRange(SettlementAudit.Of(market.Id, round, participants, entries, time.GetUtcNow()));
        db.Trades.AddRange(decision.Trades.Select(trade => new TradeRow
        {
            MarketId = market.Id,
            Round = round.Number,
            Buyer = participants[trade.Buyer].Number,
            Seller = participants[trade.Seller].Number,
            Distance = trade.Distance,
            Payment = trade.Payment,
            Micros = trade.Micros.Value,
            ClaimedSamples = trade.ClaimedSamples,
            EffectiveSamples = trade.EffectiveSamples,
            Predicted = trade.Predicted,
        }));
        foreach (var buyer in digests.Keys.Order().Where(buyer => decision.Charges[buyer] > MicroUnits.Zero))
            await ledger.AppendAsync(TransactionDraft.Reserve(round.Number, participants[buyer].Number, decision.Charges[buyer]), cancellation);
        var now = time.GetUtcNow();
        (round.Welfare, round.SettledAt, round.Stage) = (decision.Outcome.SocialWelfare, now, RoundStage.Delivering);
        round.Deadline = now.AddSeconds(terms.DeliverySeconds);
        market.Revision++;
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static async Task<List<RoundParticipant>> ParticipantsAsync(
        ServiceDb db, string market, List<EntryRow> entries, CancellationToken cancellation)
    {
        var known = await db.Participants.AsNoTracking().Where(row => row.MarketId == market).ToDictionaryAsync(row => row.Number, cancellation);
        var kept = await KeptBalances.OfAllAsync(db, market, cancellation);
        return
        [
            .. entries.Select(entry => new RoundParticipant(
                entry.Participant, known[entry.Participant].Name, ParticipantType.Of(entry.Samples, entry.SharingCost, entry.GainScale), kept[AccountName.Available(entry.Participant)])
            {
                ClassShares = ClassShares.Read(known[entry.Participant].ClassShares),
            }),
        ];
    }

    private SettledModels Settle(string market, Terms terms, int round, List<RoundParticipant> participants, CancellationToken cancellation)
    {
        MakeRoom(terms.InitialBytes * participants.Count);
        string[] files = [.. participants.Select(participant => models.Upload(market, round, participant.Number))];
        using var uploads = aggregator.Open(models.Initial(market), files);
        var distances = uploads.Distances();
        var worth = evidence.Of(terms, participants, files, distances, cancellation);
        var decision = RoundDecision.Of(MarketRules.Of(terms), participants, distances, worth, options.Threads, cancellation);
        int[] buyers = [.. decision.Trades.Select(trade => trade.Buyer).Distinct().Order()];
        (int Participant, string File)[] centres = [.. buyers.Select(buyer => (buyer, models.Centre(market, round, participants[buyer].Number)))];
        if (terms.ImportsMean()) uploads.WriteMeans(decision.Weights(), terms.Clip, centres);
        else uploads.WriteCentres(decision.Weights(), terms.Eta, centres);
        foreach (var (_, file) in centres) OwnersFile.Close(file);
        var norms = uploads.Norms();
        return new(
            decision,
            centres.ToDictionary(centre => centre.Participant, centre => FileDigest.Of(centre.File)),
            norms,
            UploadRemarks.Of([.. participants.Select(participant => participant.Name)], norms, distances, terms.ExclusiveDistance));
    }

    /// <summary>
    /// Gives back what the calls of a large round have left on the heap before its models are mapped, so that the two are never in memory
    /// together. A collection takes a fraction of a second, once a round.
    /// </summary>
    private static void MakeRoom(long modelBytes)
    {
        if (modelBytes >= LargeRoundBytes) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private static void Write(EntryRow entry, SettledModels settled, int row)
    {
        var account = settled.Decision.Outcome.Accounts[row];
        (entry.Gain, entry.Paid, entry.Received) = (account.Gain, account.Paid, account.Received);
        (entry.Cost, entry.Utility) = (account.SharingCost, account.Utility);
        entry.BuyingBarred = settled.Decision.BuyingBarred[row];
        entry.CentreDigest = settled.Digests.GetValueOrDefault(row);
        entry.Settlement = entry.CentreDigest is null ? SettlementStage.None : SettlementStage.Pending;
        (entry.UpdateNorm, entry.Remark, entry.CopyOf) = (settled.Norms[row], settled.Remarks[row].Remark, settled.Remarks[row].CopyOf);
    }

    /// <summary>What a round's models came to, by the rows of its participants.</summary>
    private sealed record SettledModels(RoundDecision Decision, Dictionary<int, string> Digests, IReadOnlyList<double> Norms, IReadOnlyList<UploadRemarks> Remarks);
}
