using Ipfl.Protocol.Ledger;
using Ipfl.Protocol.V1;
using Ipfl.Service.Ledger;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Markets;

/// <summary>Markets as operators and auditors see them.</summary>
public sealed class MarketReading(IDbContextFactory<ServiceDb> databases, TimeProvider time)
{
    /// <summary>One market, with everybody in it.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public async Task<MarketState> StateAsync(string market, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await StateAsync(db, await FindAsync(db, market, cancellation), cancellation);
    }

    /// <summary>All markets.</summary>
    public async Task<ListMarketsReply> ListAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var reply = new ListMarketsReply();
        foreach (var row in await db.Markets.AsNoTracking().OrderBy(row => row.Id).ToListAsync(cancellation)) reply.Markets.Add(await StateAsync(db, row, cancellation));
        return reply;
    }

    /// <summary>What everybody owns.</summary>
    public async Task<Protocol.V1.Balances> BalancesAsync(string market, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await FindAsync(db, market, cancellation);
        var ledger = new MarketLedger(db, market, time);
        var balances = new Protocol.V1.Balances
        {
            RoundingMicros = (await ledger.BalanceAsync(AccountName.Rounding, cancellation)).Value,
            OutsideMicros = (await ledger.BalanceAsync(AccountName.Outside, cancellation)).Value,
        };
        foreach (var row in await ParticipantsAsync(db, market, cancellation))
            balances.Participants.Add(await BalanceReading.OfAsync(db, market, row.Number, row.Name, time, cancellation));
        return balances;
    }

    /// <summary>All rounds in a line each.</summary>
    public async Task<Protocol.V1.Rounds> RoundsAsync(string market, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await FindAsync(db, market, cancellation);
        var entries = await db.Entries.Where(row => row.MarketId == market).GroupBy(row => new { row.Round, row.Stage })
            .Select(group => new { group.Key.Round, group.Key.Stage, Count = group.Count() }).ToListAsync(cancellation);
        var trades = await db.Trades.Where(row => row.MarketId == market).GroupBy(row => row.Round).ToDictionaryAsync(group => group.Key, group => group.Count(), cancellation);
        var rounds = new Protocol.V1.Rounds();
        foreach (var row in await db.Rounds.AsNoTracking().Where(row => row.MarketId == market).OrderBy(row => row.Number).ToListAsync(cancellation))
        {
            int Count(EntryStage stage) => entries.Where(group => group.Round == row.Number && group.Stage == stage).Sum(group => group.Count);
            rounds.Rounds_.Add(new RoundSummary
            {
                Round = row.Number,
                Phase = (RoundPhase)row.Stage,
                Accepted = Count(EntryStage.Accepted),
                Excluded = Count(EntryStage.Excluded),
                Trades = trades.GetValueOrDefault(row.Number),
                Welfare = row.Welfare ?? 0,
            });
        }

        return rounds;
    }

    /// <summary>A page of the ledger.</summary>
    public async Task<LedgerPage> LedgerAsync(string market, long after, int limit, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await FindAsync(db, market, cancellation);
        limit = Math.Clamp(limit, 1, 1000);
        var rows = await db.Transactions.AsNoTracking().Include(row => row.Postings)
            .Where(row => row.MarketId == market && row.Sequence > after).OrderBy(row => row.Sequence).Take(limit + 1).ToListAsync(cancellation);
        return new()
        {
            More = rows.Count > limit,
            Transactions =
            {
                rows.Take(limit).Select(row => new LedgerTransaction
                {
                    Sequence = row.Sequence,
                    Key = row.Key,
                    Kind = row.Kind,
                    Round = row.Round,
                    TimeUnixMs = row.Time.ToUnixTimeMilliseconds(),
                    Postings = { row.Postings.OrderBy(posting => posting.Account, StringComparer.Ordinal).Select(posting => new LedgerPosting { Account = posting.Account, Micros = posting.Micros }) },
                    PreviousHash = Google.Protobuf.ByteString.CopyFrom(row.PreviousHash),
                    Hash = Google.Protobuf.ByteString.CopyFrom(row.Hash),
                }),
            },
        };
    }

    private async Task<MarketState> StateAsync(ServiceDb db, MarketRow row, CancellationToken cancellation)
    {
        var round = await db.Rounds.AsNoTracking().SingleOrDefaultAsync(found => found.MarketId == row.Id && found.Number == row.Round, cancellation);
        var entries = await db.Entries.AsNoTracking().Where(found => found.MarketId == row.Id && found.Round == row.Round).ToDictionaryAsync(found => found.Participant, cancellation);
        var now = time.GetUtcNow();
        var state = new MarketState
        {
            Terms = Terms.Parser.ParseJson(row.Terms),
            Phase = (MarketPhase)row.Stage,
            Round = row.Round,
            RoundPhase = (RoundPhase)(round?.Stage ?? 0),
            DeadlineUnixMs = round?.Deadline.ToUnixTimeMilliseconds() ?? 0,
            OpenInvitations = await db.Invitations.CountAsync(found => found.MarketId == row.Id && found.UsedBy == null && found.ExpiresAt > now, cancellation),
        };
        foreach (var participant in await ParticipantsAsync(db, row.Id, cancellation))
            state.Participants.Add(await DescribeAsync(db, participant, entries.GetValueOrDefault(participant.Number), cancellation));
        return state;
    }

    private async Task<ParticipantState> DescribeAsync(ServiceDb db, ParticipantRow row, EntryRow? entry, CancellationToken cancellation)
    {
        var report = new ParticipantReport { Samples = row.Samples, GainScale = row.GainScale };
        if (row.SharingCost is { } cost) report.SharingCost = cost;
        return new()
        {
            Name = row.Name,
            Number = row.Number,
            Active = row.Active,
            Report = row.Samples > 0 ? report : null,
            LastSeenUnixMs = row.LastSeen.ToUnixTimeMilliseconds(),
            Entry = (EntryState)(entry?.Stage ?? 0),
            Reason = entry?.Reason ?? "",
            Balance = await BalanceReading.OfAsync(db, row.MarketId, row.Number, row.Name, time, cancellation),
        };
    }

    private static Task<List<ParticipantRow>> ParticipantsAsync(ServiceDb db, string market, CancellationToken cancellation) =>
        db.Participants.AsNoTracking().Where(row => row.MarketId == market).OrderBy(row => row.Number).ToListAsync(cancellation);

    private static async Task<MarketRow> FindAsync(ServiceDb db, string market, CancellationToken cancellation) =>
        await db.Markets.AsNoTracking().SingleOrDefaultAsync(row => row.Id == market, cancellation)
        ?? throw new RefusedException(Refusal.NotFound, $"there is no market '{market.ReplaceLineEndings(" ")}'");
}
