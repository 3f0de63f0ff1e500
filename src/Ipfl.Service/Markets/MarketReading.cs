using Ipfl.Protocol.Ledger;
using Ipfl.Protocol.V1;
using Ipfl.Service.Ledger;
using Ipfl.Service.Rounds;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Markets;

/// <summary>Markets as operators and auditors see them.</summary>
public sealed class MarketReading(IDbContextFactory<ServiceDb> databases, RoundClock clock, TimeProvider time)
{
    private const int LedgerChunk = 50;
    private const int LedgerPageBytes = 1 << 19;

    /// <summary>One market, with everybody in it.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public async Task<MarketState> StateAsync(string market, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await StateAsync(db, await db.FindMarketAsync(market, cancellation), cancellation);
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
        await db.FindMarketAsync(market, cancellation);
        var kept = await KeptBalances.OfAllAsync(db, market, cancellation);
        var participants = await ParticipantsAsync(db, market, cancellation);
        return new()
        {
            RoundingMicros = kept[AccountName.Rounding].Value,
            OutsideMicros = kept[AccountName.Outside].Value,
            Participants = { participants.Select(row => kept.Of(row.Number, row.Name)) },
        };
    }

    /// <summary>What one participant owns.</summary>
    /// <exception cref="RefusedException">There is no such participant.</exception>
    public async Task<Balance> BalanceAsync(string market, string participant, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var row = await db.FindParticipantAsync(market, participant, cancellation);
        return (await KeptBalances.OfOneAsync(db, market, row.Number, cancellation)).Of(row.Number, row.Name);
    }

    /// <summary>All rounds in a line each.</summary>
    public async Task<Protocol.V1.Rounds> RoundsAsync(string market, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.FindMarketAsync(market, cancellation);
        var entries = await db.Entries.Where(row => row.MarketId == market).GroupBy(row => new { row.Round, row.Stage })
            .Select(group => new { group.Key.Round, group.Key.Stage, Count = group.Count() }).ToListAsync(cancellation);
        var trades = await db.Trades.Where(row => row.MarketId == market).GroupBy(row => row.Round).ToDictionaryAsync(group => group.Key, group => group.Count(), cancellation);
        var paid = await db.Trades.Where(row => row.MarketId == market)
            .Where(row => db.Entries.Any(entry => entry.MarketId == market && entry.Round == row.Round && entry.Participant == row.Buyer && entry.Settlement == SettlementStage.Posted))
            .GroupBy(row => row.Round).ToDictionaryAsync(group => group.Key, group => group.Sum(row => row.Micros), cancellation);
        var worth = await db.Entries.Where(row => row.MarketId == market && row.Stage == EntryStage.Accepted).GroupBy(row => row.Round)
            .Select(group => new
            {
                Round = group.Key,
                Gain = group.Sum(row => row.Gain),
                Realised = group.Sum(row => row.RealisedGain ?? 0),
                Trials = group.Count(row => row.TrialSamples != null),
                Rejected = group.Count(row => row.Verdict == Storage.CentreVerdict.Rejected),
            }).ToDictionaryAsync(row => row.Round, cancellation);
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
                Gain = worth.GetValueOrDefault(row.Number)?.Gain ?? 0,
                PaidMicros = paid.GetValueOrDefault(row.Number),
                RealisedGain = worth.GetValueOrDefault(row.Number)?.Realised ?? 0,
                Trials = worth.GetValueOrDefault(row.Number)?.Trials ?? 0,
                Rejected = worth.GetValueOrDefault(row.Number)?.Rejected ?? 0,
                Fallback = row.Fallback ?? "",
            });
        }

        return rounds;
    }

    /// <summary>A page of the ledger.</summary>
    public async Task<LedgerPage> LedgerAsync(string market, long after, int limit, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.FindMarketAsync(market, cancellation);
        limit = Math.Clamp(limit, 1, 1000);
        var page = new LedgerPage();
        for (var bytes = 0; ;)
        {
            // A transaction has as many postings as a buyer has sellers, so a page ends by its size too, and is read a few at a time.
            var entries = await db.ReadLedgerPageAsync(market, after, LedgerChunk, cancellation);
            foreach (var entry in entries)
            {
                page.More = page.Transactions.Count == limit || bytes > LedgerPageBytes;
                if (page.More) return page;
                page.Transactions.Add(Describe(entry));
                bytes += page.Transactions[^1].CalculateSize();
            }

            if (entries.Count < LedgerChunk) return page;
            after = entries[^1].Sequence;
        }
    }

    private static LedgerTransaction Describe(LedgerEntry entry) => new()
    {
        Sequence = entry.Sequence,
        Key = entry.Key,
        Kind = entry.Kind.Word(),
        Round = entry.Round,
        TimeUnixMs = entry.Time.ToUnixTimeMilliseconds(),
        Postings = { entry.Postings.Select(posting => new LedgerPosting { Account = posting.Account.ToString(), Micros = posting.Amount.Value }) },
        PreviousHash = Bytes(entry.PreviousHash),
        Hash = Bytes(entry.Hash),
    };

    private static Google.Protobuf.ByteString Bytes(string hash) => Google.Protobuf.UnsafeByteOperations.UnsafeWrap(Convert.FromHexString(hash));

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
            Fault = clock.Fault(row.Id) ?? "",
        };
        var kept = await KeptBalances.OfAllAsync(db, row.Id, cancellation);
        var uses = await UnpaidUses.OfAsync(db, row.Id, cancellation);
        foreach (var participant in await ParticipantsAsync(db, row.Id, cancellation))
        {
            var described = Describe(participant, entries.GetValueOrDefault(participant.Number), kept);
            described.UnpaidUses.AddRange(uses[participant.Number].Select(use => new Protocol.V1.UnpaidUse { Round = use.CentreRound, Rejected = use.IsRejected, Towards = use.Towards }));
            state.Participants.Add(described);
        }

        return state;
    }

    private static ParticipantState Describe(ParticipantRow row, EntryRow? entry, KeptBalances kept)
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
            Balance = kept.Of(row.Number, row.Name),
            MaxSamples = row.MaxSamples ?? 0,
            Remark = entry is null ? "" : UploadRemarks.WithNames(entry),
        };
    }

    private static Task<List<ParticipantRow>> ParticipantsAsync(ServiceDb db, string market, CancellationToken cancellation) =>
        db.Participants.AsNoTracking().Where(row => row.MarketId == market).OrderBy(row => row.Number).ToListAsync(cancellation);
}
