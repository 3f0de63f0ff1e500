using Ipfl.Protocol.V1;
using Ipfl.Service.Models;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Ipfl.Service.Rounds;

/// <summary>
/// Takes a market from stage to stage. Everything it goes by is in the database, and each stage changes in one transaction: whatever moment a
/// process is killed at, the next one goes on from there.
/// </summary>
public sealed partial class RoundKeeper(
    IDbContextFactory<ServiceDb> databases, RoundSettlement settlement, ModelStore models, MarketSignals signals, TimeProvider time, ServiceMetrics metrics, ILogger<RoundKeeper> log)
{
    /// <summary>Rounds whose files are kept behind the one in progress, for participants that come back late.</summary>
    private const int KeptRounds = 2;

    /// <summary>Does all that is due.</summary>
    /// <returns>When to look again at the latest; null when only a signal can change anything.</returns>
    public async Task<DateTimeOffset?> AdvanceAsync(string market, CancellationToken cancellation)
    {
        while (true)
        {
            using var held = await signals.EnterAsync(market, cancellation);
            await using var db = await databases.CreateDbContextAsync(cancellation);
            var row = await db.Markets.SingleAsync(found => found.Id == market, cancellation);
            if (row.Stage is not (MarketStage.Open or MarketStage.Closing)) return null;
            var terms = Terms.Parser.ParseJson(row.Terms);
            var round = await db.Rounds.SingleOrDefaultAsync(found => found.MarketId == market && found.Number == row.Round, cancellation);
            var (before, stage) = (row.Revision, round?.Stage);
            var next = round?.Stage switch
            {
                RoundStage.Collecting => await CollectAsync(db, row, terms, round, cancellation),
                RoundStage.Settling => await SettleAsync(db, row, terms, round, cancellation),
                RoundStage.Delivering => await DeliverAsync(db, row, round, cancellation),
                _ => await GoOnAsync(db, row, terms, cancellation),
            };
            if (row.Revision != before) signals.Changed(market);
            if (row.Stage == MarketStage.Closed) Closed(market, row.Round);
            else if (stage is null or RoundStage.Done) Stands(market, row.Round, RoundStage.Collecting);
            else if (round!.Stage != stage) Stands(market, row.Round, round.Stage);
            if (next is not null || row.Stage == MarketStage.Closed) return next;
        }
    }

    private async Task<DateTimeOffset?> CollectAsync(ServiceDb db, MarketRow market, Terms terms, RoundRow round, CancellationToken cancellation)
    {
        // Asked after every upload, so nothing is read before all are in.
        var now = time.GetUtcNow();
        var entries = db.Entries.Where(row => row.MarketId == market.Id && row.Round == round.Number);
        if (now < round.Deadline && await entries.Awaited().AnyAsync(cancellation)) return round.Deadline;
        var accepted = await entries.CountAsync(entry => entry.Stage == EntryStage.Accepted, cancellation);
        if (now < round.Deadline && accepted < terms.Quorum) return round.Deadline;
        if (accepted < terms.Quorum && market.Stage == MarketStage.Open) return await ExtendAsync(db, market, terms, round, now, cancellation);
        var missing = await entries.Awaited().ToListAsync(cancellation);
        foreach (var entry in missing) Exclude(entry, models);
        metrics.Excluded(market.Id, missing.Count);
        round.Stage = accepted < terms.Quorum ? RoundStage.Done : RoundStage.Settling;
        if (round.Stage == RoundStage.Done) round.DoneAt = now;
        market.Revision++;
        await db.SaveChangesAsync(cancellation);
        metrics.PhaseEnded(market.Id, "collecting", now - round.OpenedAt);
        return null;
    }

    /// <summary>
    /// Too few for a market: the deadline moves on, and whoever came meanwhile is expected too, as are those that were excluded. Without them the
    /// market might never have its quorum again.
    /// </summary>
    private async Task<DateTimeOffset?> ExtendAsync(ServiceDb db, MarketRow market, Terms terms, RoundRow round, DateTimeOffset now, CancellationToken cancellation)
    {
        round.Deadline = now.AddSeconds(terms.UploadSeconds);
        market.Revision++;
        var excluded = await db.Entries
            .Where(row => row.MarketId == market.Id && row.Round == round.Number && row.Stage == EntryStage.Excluded)
            .Where(row => db.Participants.Any(found => found.MarketId == market.Id && found.Number == row.Participant && found.Active))
            .ToListAsync(cancellation);
        foreach (var entry in excluded) Expect(entry, models);
        await RoundOpening.ExpectAsync(db, market, cancellation);
        await db.SaveChangesAsync(cancellation);
        return round.Deadline;
    }

    private static void Expect(EntryRow entry, ModelStore store)
    {
        if (entry.UploadDigest is { } digest) File.Delete(store.UploadPart(entry.MarketId, entry.Round, entry.Participant, digest));
        (entry.Stage, entry.Reason, entry.UploadDigest, entry.UploadBytes) = (EntryStage.Expected, null, null, 0);
    }

    private static void Exclude(EntryRow entry, ModelStore store)
    {
        var arrived = entry.UploadDigest is null ? 0 : ModelStore.Length(store.UploadPart(entry.MarketId, entry.Round, entry.Participant, entry.UploadDigest));
        entry.Reason = arrived == 0 ? "no upload before the deadline" : $"only {arrived} of {entry.UploadBytes} bytes had arrived at the deadline";
        entry.Stage = EntryStage.Excluded;
    }

    private async Task<DateTimeOffset?> SettleAsync(ServiceDb db, MarketRow market, Terms terms, RoundRow round, CancellationToken cancellation)
    {
        using var activity = metrics.Activities.StartActivity("ipfl.round.settle")?.SetTag("market", market.Id).SetTag("round", round.Number);
        var start = time.GetTimestamp();
        await settlement.SettleAsync(db, market, terms, round, cancellation);
        metrics.PhaseEnded(market.Id, "settling", time.GetElapsedTime(start));
        metrics.Settled(market.Id, round.Welfare ?? 0);
        return null;
    }

    private async Task<DateTimeOffset?> DeliverAsync(ServiceDb db, MarketRow market, RoundRow round, CancellationToken cancellation)
    {
        var unconfirmed = db.Entries.Where(row => row.MarketId == market.Id && row.Round == round.Number && row.Settlement == SettlementStage.Pending);
        var now = time.GetUtcNow();
        if (now < round.Deadline && await ThatCanConfirm(db, unconfirmed).AnyAsync(cancellation)) return round.Deadline;
        var pending = await unconfirmed.OrderBy(row => row.Participant).ToListAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var silent = pending.Select(entry => entry.Participant).ToList();
        var names = await db.Participants.Where(row => row.MarketId == market.Id && silent.Contains(row.Number)).ToDictionaryAsync(row => row.Number, row => row.Name, cancellation);
        foreach (var entry in pending)
        {
            await Delivery.VoidAsync(db, entry, time, cancellation);
            db.AuditLog.Add(new() { Time = now, MarketId = market.Id, Actor = "server", Action = "voided", Detail = $"{names[entry.Participant]} did not confirm its centre of round {entry.Round}" });
        }

        var isRejected = await db.Entries.AnyAsync(row => row.MarketId == market.Id && row.Round == round.Number && row.Settlement == SettlementStage.Voided, cancellation);
        if (pending.Count > 0 || isRejected) await RoundAccounts.WithoutVoidedAsync(db, round, cancellation);
        (round.Stage, round.DoneAt) = (RoundStage.Done, now);
        market.Revision++;
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        metrics.PhaseEnded(market.Id, "delivering", now - (round.SettledAt ?? now));
        return null;
    }

    /// <summary>Nobody waits for who was removed; who is about to have another key may still come.</summary>
    private static IQueryable<EntryRow> ThatCanConfirm(ServiceDb db, IQueryable<EntryRow> entries) => entries.Where(entry => db.Participants.Any(
        found => found.MarketId == entry.MarketId && found.Number == entry.Participant && (found.Active || db.Keys.Any(key => key.Id == found.KeyId && key.RevokedAt == null))));

    /// <summary>The round is done: the next one, or the end.</summary>
    private async Task<DateTimeOffset?> GoOnAsync(ServiceDb db, MarketRow market, Terms terms, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (market.Stage == MarketStage.Closing || market.Round >= terms.Rounds)
        {
            market.Stage = MarketStage.Closed;
            market.Revision++;
            db.AuditLog.Add(new() { Time = now, MarketId = market.Id, Actor = "server", Action = "closed", Detail = $"after round {market.Round}" });
        }
        else
        {
            await RoundOpening.OpenAsync(db, market, terms, now, cancellation);
        }

        await db.SaveChangesAsync(cancellation);
        models.Forget(market.Id, market.Round - KeptRounds - 1);
        return null;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Market {Market}: round {Round} is {Stage}.")]
    private partial void Stands(string market, int round, RoundStage stage);

    [LoggerMessage(Level = LogLevel.Information, Message = "Market {Market} is closed after round {Round}.")]
    private partial void Closed(string market, int round);
}
