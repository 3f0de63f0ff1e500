using System.Collections.Concurrent;
using Google.Protobuf.Collections;
using Ipfl.Protocol.V1;
using Ipfl.Service.Calls;
using Ipfl.Service.Ledger;
using Ipfl.Service.Models;
using Ipfl.Service.Rounds;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Markets;

/// <summary>A participant's place: its market and its number there.</summary>
public readonly record struct Place(string Market, int Number);

/// <summary>What a participant asks and tells outside of uploads and results.</summary>
public sealed class ParticipantDesk(IDbContextFactory<ServiceDb> databases, ModelStore models, MarketSignals signals, CallRates rates, TimeProvider time)
{
    private const int LongestWaitSeconds = 30;
    private const double MostCost = 1e9;
    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>The number of the participant that holds a key.</summary>
    public async Task<int> NumberAsync(string keyId, CancellationToken cancellation)
    {
        if (_numbers.TryGetValue(keyId, out var number)) return number;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return _numbers[keyId] = await db.Participants.Where(row => row.KeyId == keyId).Select(row => row.Number).SingleAsync(cancellation);
    }

    /// <summary>The market's terms.</summary>
    public async Task<Terms> TermsAsync(string market, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return Terms.Parser.ParseJson(await db.Markets.Where(row => row.Id == market).Select(row => row.Terms).SingleAsync(cancellation));
    }

    /// <summary>Takes a report; it counts from the next round that opens. The same again changes nothing, at any time.</summary>
    /// <exception cref="RefusedException">A number is out of range, or no round will count it: the participant has left, or the market is closed.</exception>
    public async Task<SendReportReply> ReportAsync(Place place, SendReportRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var report = request.Report ?? new();
        if (report.Samples is < 1 or > 1L << 53) throw new RefusedException(Refusal.Invalid, $"samples: found {report.Samples}; allowed: 1 to 2^53");
        if (report.HasSharingCost && report.SharingCost is not (>= 0 and <= MostCost)) throw new RefusedException(Refusal.Invalid, $"sharing_cost: found {report.SharingCost}; allowed: 0 to 1e9, or absent to never sell");
        if (report.GainScale is not (>= 0 and <= WorthTerms.MostGainScale)) throw new RefusedException(Refusal.Invalid, $"gain_scale: found {report.GainScale}; allowed: 0 to 1e12");
        using var held = await signals.EnterAsync(place.Market, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var row = await db.Participants.SingleAsync(found => found.MarketId == place.Market && found.Number == place.Number, cancellation);
        var terms = Terms.Parser.ParseJson(await db.Markets.Where(found => found.Id == place.Market).Select(found => found.Terms).SingleAsync(cancellation));
        CheckBounds(report, row, terms);
        await TakeSharesAsync(db, row, terms, request.ClassShares, cancellation);
        var cost = report.HasSharingCost ? report.SharingCost : (double?)null;
        if (row.Samples != report.Samples || row.SharingCost != cost || row.GainScale != report.GainScale)
        {
            if (!row.Active) throw new RefusedException(Refusal.NotNow, $"you have left market '{place.Market}'; another report counts no more");
            if (await db.Markets.AnyAsync(found => found.Id == place.Market && found.Stage == MarketStage.Closed, cancellation))
                throw new RefusedException(Refusal.NotNow, $"market '{place.Market}' is closed; another report counts no more");
            if (!rates.AllowsReport(row.KeyId)) throw new RefusedException(Refusal.NotNow, $"you have changed your report {CallRates.ReportsAtOnce} times within a short while; one more is taken every minute");
            (row.Samples, row.SharingCost, row.GainScale) = (report.Samples, cost, report.GainScale);
            db.AuditLog.Add(new()
            {
                Time = time.GetUtcNow(),
                MarketId = place.Market,
                Actor = row.Name,
                Action = "reported",
                Detail = FormattableString.Invariant($"N = {report.Samples}, c = {(cost is { } sells ? sells : "never sells")}, K = {report.GainScale}"),
            });
            await db.SaveChangesAsync(cancellation);
        }

        return new() { EffectiveRound = await EffectiveAsync(db, row, cancellation) };
    }

    /// <summary>The round in progress where it counts the report already, else the next one.</summary>
    private static async Task<int> EffectiveAsync(ServiceDb db, ParticipantRow row, CancellationToken cancellation)
    {
        var round = await db.Markets.Where(found => found.Id == row.MarketId).Select(found => found.Round).SingleAsync(cancellation);
        var counted = await db.Entries.AsNoTracking().SingleOrDefaultAsync(entry => entry.MarketId == row.MarketId && entry.Round == round && entry.Participant == row.Number, cancellation);
        return counted is not null && (counted.Samples, counted.SharingCost, counted.GainScale) == (row.Samples, row.SharingCost, row.GainScale) ? round : round + 1;
    }

    private static void CheckBounds(ParticipantReport report, ParticipantRow row, Terms terms)
    {
        if (row.MaxSamples is { } most && report.Samples > most)
            throw new RefusedException(Refusal.Invalid, $"samples: found {report.Samples}; allowed: up to {most}, as the operator of market '{row.MarketId}' attested for '{row.Name}'; ask the operator if you have more");
        if (report.GainScale > terms.GainScaleBound())
            throw new RefusedException(Refusal.Invalid, FormattableString.Invariant($"gain_scale: found {report.GainScale}; allowed: 0 to {terms.GainScaleBound()}, as the terms of market '{row.MarketId}' say"));
    }

    /// <summary>Shares are told once: who could tell others every round could turn the judgement its own way.</summary>
    private static async Task TakeSharesAsync(ServiceDb db, ParticipantRow row, Terms terms, RepeatedField<double> shares, CancellationToken cancellation)
    {
        if (shares.Count == 0) return;
        if (terms.Probe is null) throw new RefusedException(Refusal.Invalid, $"class_shares: found {shares.Count}; market '{row.MarketId}' has no probe and asks for none");
        var text = ClassShares.Text(shares, terms.Training.Classes);
        if (row.ClassShares == text) return;
        if (row.ClassShares is not null) throw new RefusedException(Refusal.NotNow, "class_shares: found others than you stated before; they count as they were stated first");
        row.ClassShares = text;
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>The round in progress; waits for a change when the caller knows it already.</summary>
    public async Task<RoundState> RoundAsync(Place place, GetRoundRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var change = signals.Change(place.Market);
        var state = await StateAsync(place, cancellation);
        var wait = TimeSpan.FromSeconds(Math.Clamp(request.WaitSeconds, 0, LongestWaitSeconds));
        if (state.Revision != request.KnownRevision || wait == TimeSpan.Zero) return state;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(change, Task.Delay(wait, time, over.Token));
        await over.CancelAsync();
        return await StateAsync(place, cancellation);
    }

    /// <summary>A piece of the initial model.</summary>
    public async Task<ModelPiece> ReadInitialAsync(string market, long offset, CancellationToken cancellation)
    {
        var file = models.Initial(market);
        if (!File.Exists(file)) throw new RefusedException(Refusal.NotNow, "the market has no initial model yet");
        if (offset < 0) throw new RefusedException(Refusal.Invalid, $"offset: found {offset}; allowed: 0 or more");
        var (data, total) = await ModelStore.ReadAsync(file, offset, TermsCheck.PieceBytes, cancellation);
        return new() { Data = Google.Protobuf.UnsafeByteOperations.UnsafeWrap(data), TotalBytes = total };
    }

    /// <summary>The caller's money.</summary>
    public async Task<Balance> BalanceAsync(Place place, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var name = await db.Participants.Where(row => row.MarketId == place.Market && row.Number == place.Number).Select(row => row.Name).SingleAsync(cancellation);
        return (await KeptBalances.OfOneAsync(db, place.Market, place.Number, cancellation)).Of(place.Number, name);
    }

    /// <summary>The caller takes no part in rounds that open from now on.</summary>
    public async Task<LeaveReply> LeaveAsync(Place place, CancellationToken cancellation)
    {
        using var held = await signals.EnterAsync(place.Market, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var row = await db.Participants.SingleAsync(found => found.MarketId == place.Market && found.Number == place.Number, cancellation);
        if (row.Active)
        {
            row.Active = false;
            db.AuditLog.Add(new() { Time = time.GetUtcNow(), MarketId = place.Market, Actor = row.Name, Action = "left" });
            await db.SaveChangesAsync(cancellation);
        }

        return new() { AfterRound = await db.Markets.Where(found => found.Id == place.Market).Select(found => found.Round).SingleAsync(cancellation) };
    }

    private async Task<RoundState> StateAsync(Place place, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var market = await db.Markets.AsNoTracking().SingleAsync(row => row.Id == place.Market, cancellation);
        var round = await db.Rounds.AsNoTracking().SingleOrDefaultAsync(row => row.MarketId == place.Market && row.Number == market.Round, cancellation);
        var entry = await db.Entries.AsNoTracking()
            .SingleOrDefaultAsync(row => row.MarketId == place.Market && row.Round == market.Round && row.Participant == place.Number, cancellation);
        return new()
        {
            Revision = market.Revision,
            Market = (MarketPhase)market.Stage,
            Round = market.Round,
            Phase = (RoundPhase)(round?.Stage ?? 0),
            DeadlineUnixMs = round?.Deadline.ToUnixTimeMilliseconds() ?? 0,
            Entry = (EntryState)(entry?.Stage ?? 0),
            Reason = entry?.Reason ?? "",
            Rounds = Terms.Parser.ParseJson(market.Terms).Rounds,
        };
    }
}
