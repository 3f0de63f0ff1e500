using Ipfl.Learning;
using Ipfl.Market;
using Ipfl.Protocol;
using Ipfl.Protocol.Ledger;
using Ipfl.Protocol.V1;
using Ipfl.Service.Hosting;
using Ipfl.Service.Ledger;
using Ipfl.Service.Models;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Rounds;

/// <summary>
/// Settles a round: distances, graph, payments, centres as files, then everything that is decided in one transaction. What a killed process
/// leaves behind is at most files, and the next try writes them again.
/// </summary>
public sealed class RoundSettlement(IModelAggregator aggregator, ModelStore models, ServeOptions options, TimeProvider time)
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
        var (decision, digests) = await Task.Run(() => Decide(market.Id, terms, round.Number, participants, cancellation), cancellation);

        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        for (var row = 0; row < entries.Count; row++) Write(entries[row], decision, row, digests);
        db.Trades.AddRange(decision.Trades.Select(trade => new TradeRow
        {
            MarketId = market.Id,
            Round = round.Number,
            Buyer = participants[trade.Buyer].Number,
            Seller = participants[trade.Seller].Number,
            Distance = trade.Distance,
            Payment = trade.Payment,
            Micros = trade.Micros.Value,
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
        var names = await db.Participants.Where(row => row.MarketId == market).ToDictionaryAsync(row => row.Number, row => row.Name, cancellation);
        var kept = await KeptBalances.OfAllAsync(db, market, cancellation);
        return
        [
            .. entries.Select(entry => new RoundParticipant(
                entry.Participant, names[entry.Participant], ParticipantType.Of(entry.Samples, entry.SharingCost, entry.GainScale), kept[AccountName.Available(entry.Participant)])),
        ];
    }

    private (RoundDecision Decision, Dictionary<int, string> Digests) Decide(
        string market, Terms terms, int round, List<RoundParticipant> participants, CancellationToken cancellation)
    {
        MakeRoom(terms.InitialBytes * participants.Count);
        using var uploads = aggregator.Open(models.Initial(market), [.. participants.Select(participant => models.Upload(market, round, participant.Number))]);
        var decision = RoundDecision.Of(MarketRules.Of(terms), participants, uploads.Distances(), options.Threads, cancellation);
        int[] buyers = [.. decision.Trades.Select(trade => trade.Buyer).Distinct().Order()];
        (int Participant, string File)[] centres = [.. buyers.Select(buyer => (buyer, models.Centre(market, round, participants[buyer].Number)))];
        uploads.WriteCentres(decision.Weights(), terms.Eta, centres);
        return (decision, centres.ToDictionary(centre => centre.Participant, centre => FileDigest.Of(centre.File)));
    }

    /// <summary>
    /// Gives back what the calls of a large round have left on the heap before its models are mapped, so that the two are never in memory
    /// together. A collection takes a fraction of a second, once a round.
    /// </summary>
    private static void MakeRoom(long modelBytes)
    {
        if (modelBytes >= LargeRoundBytes) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private static void Write(EntryRow entry, RoundDecision decision, int row, Dictionary<int, string> digests)
    {
        var account = decision.Outcome.Accounts[row];
        (entry.Gain, entry.Paid, entry.Received) = (account.Gain, account.Paid, account.Received);
        (entry.Cost, entry.Utility) = (account.SharingCost, account.Utility);
        entry.BuyingBarred = decision.BuyingBarred[row];
        entry.CentreDigest = digests.GetValueOrDefault(row);
        entry.Settlement = entry.CentreDigest is null ? SettlementStage.None : SettlementStage.Pending;
    }
}
