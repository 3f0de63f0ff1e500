using Ipfl.Protocol;
using Ipfl.Protocol.V1;
using Ipfl.Service.Hosting;
using Ipfl.Service.Markets;
using Ipfl.Service.Models;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Rounds;

/// <summary>
/// Takes uploads: announced, in pieces, counted once they are whole and found good. Whatever is wrong with an upload excludes its participant
/// from this one round, with a reason.
/// </summary>
public sealed class UploadDesk(IDbContextFactory<ServiceDb> databases, ModelStore models, MarketSignals signals, ServiceMetrics metrics)
{
    /// <summary>Announces an upload, or asks how much of it there is.</summary>
    public async Task<UploadState> BeginAsync(string market, int participant, BeginUploadRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!IsDigest(request.Digest)) throw new RefusedException(Refusal.Invalid, "digest: allowed are 64 lower-case hexadecimal digits");
        using var held = await signals.EnterAsync(market, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var entry = await EntryAsync(db, market, participant, request.Round, cancellation);
        if (Counted(entry, request.Digest) is { } done) return done;
        var terms = await TermsAsync(db, market, cancellation);
        if (request.Bytes < 1 || request.Bytes > terms.MaxUploadBytes)
            throw await ExcludeAsync(db, entry, $"the upload has {request.Bytes} bytes; allowed are 1 to {terms.MaxUploadBytes}", cancellation);
        if (await db.Entries.AnyAsync(row => row.MarketId == market && row.Round < request.Round && row.UploadDigest == request.Digest && row.Stage == EntryStage.Accepted, cancellation))
            throw await ExcludeAsync(db, entry, "the upload is one of an earlier round, sent again", cancellation);
        if (entry.UploadDigest is { } former && former != request.Digest) File.Delete(models.UploadPart(market, request.Round, participant, former));
        (entry.UploadDigest, entry.UploadBytes, entry.Stage) = (request.Digest, request.Bytes, EntryStage.Receiving);
        if (request.Metrics is { } measured)
        {
            entry.Accuracy = measured.HasAccuracy && measured.Accuracy is >= 0 and <= 1 ? measured.Accuracy : null;
            entry.Loss = measured.HasLoss && double.IsFinite(measured.Loss) ? measured.Loss : null;
        }

        await db.SaveChangesAsync(cancellation);
        return new() { Received = Math.Min(entry.UploadBytes, ModelStore.Length(models.UploadPart(market, request.Round, participant, request.Digest))) };
    }

    /// <summary>Takes a piece; the last one has the whole checked and counted.</summary>
    public async Task<UploadState> PutAsync(string market, int participant, PutPieceRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Offset < 0 || request.Data.Length > TermsCheck.PieceBytes) throw new RefusedException(Refusal.Invalid, $"piece: allowed are at most {TermsCheck.PieceBytes} bytes from an offset of at least 0");
        using var own = await signals.EnterAsync($"{market}/{participant}", cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var entry = await EntryAsync(db, market, participant, request.Round, cancellation);
        if (Counted(entry, request.Digest) is { } done) return done;
        if (entry.UploadDigest != request.Digest) throw new RefusedException(Refusal.NotNow, "this upload was not announced; begin with BeginUpload");
        if (request.Offset > entry.UploadBytes - request.Data.Length) throw new RefusedException(Refusal.Invalid, $"piece: it goes on beyond the {entry.UploadBytes} bytes that were announced");
        var part = models.UploadPart(market, request.Round, participant, request.Digest);
        var received = await ModelStore.AppendAsync(part, request.Offset, request.Data.Memory, cancellation);
        metrics.Received(market, request.Data.Length);
        return received < entry.UploadBytes ? new() { Received = received } : await TakeAsync(db, entry, part, cancellation);
    }

    private async Task<UploadState> TakeAsync(ServiceDb db, EntryRow entry, string part, CancellationToken cancellation)
    {
        var digest = entry.UploadDigest!;
        if (ModelStore.SealAndDigest(part) != digest)
        {
            File.Delete(part);
            throw new RefusedException(Refusal.Invalid, "the bytes that arrived do not have the announced digest; send them again from the beginning");
        }

        var terms = await TermsAsync(db, entry.MarketId, cancellation);
        var fault = Fault(part, new(terms.Tensors), out var reordered);
        var isUnchanged = fault is null && terms.SayEvidence() && InitialNearness.IsUnchanged(models.Initial(entry.MarketId), reordered ?? part);
        using (await signals.EnterAsync(entry.MarketId, cancellation))
        {
            await db.Entry(entry).ReloadAsync(cancellation);
            await RequireOpenAsync(db, entry.MarketId, entry.Round, cancellation);
            if (Counted(entry, digest) is { } done) return done;
            if (entry.UploadDigest != digest) throw new RefusedException(Refusal.NotNow, "another upload was announced meanwhile; send that one");
            if (fault is not null) throw await ExcludeAsync(db, entry, $"the upload is no model of this market: {fault}", cancellation);
            if (isUnchanged) throw await ExcludeAsync(db, entry, "the upload is the initial model unchanged, which is no update: train before you upload", cancellation);
            OwnersFile.Close(reordered ?? part);
            File.Move(reordered ?? part, models.Upload(entry.MarketId, entry.Round, entry.Participant), overwrite: true);
            File.Delete(part);
            entry.Stage = EntryStage.Accepted;
            await db.SaveChangesAsync(cancellation);
        }

        signals.HasWork(entry.MarketId);
        return new() { Received = entry.UploadBytes, Accepted = true };
    }

    private static string? Fault(string part, ModelLayout layout, out string? reordered)
    {
        reordered = null;
        try
        {
            using var file = SafetensorsFile.Open(part);
            if (layout.Fault(file) is { } fault) return fault;
            if (layout.IsOrdered(file)) return null;
            reordered = $"{part}.ordered";
            layout.Reorder(file, reordered);
            return null;
        }
        catch (InvalidDataException error)
        {
            return error.Message.Replace(part, "the file", StringComparison.Ordinal).ReplaceLineEndings(" ");
        }
    }

    /// <summary>What is said of an upload that needs nothing more; null where it does.</summary>
    private static UploadState? Counted(EntryRow entry, string digest) => entry.Stage switch
    {
        EntryStage.Excluded => throw new RefusedException(Refusal.NotNow, $"excluded from round {entry.Round}: {entry.Reason}"),
        EntryStage.Accepted when entry.UploadDigest == digest => new() { Received = entry.UploadBytes, Accepted = true },
        EntryStage.Accepted => throw new RefusedException(Refusal.NotNow, $"round {entry.Round} has counted another upload already"),
        _ => null,
    };

    private async Task<RefusedException> ExcludeAsync(ServiceDb db, EntryRow entry, string reason, CancellationToken cancellation)
    {
        (entry.Stage, entry.Reason) = (EntryStage.Excluded, reason);
        await db.SaveChangesAsync(cancellation);
        metrics.Excluded(entry.MarketId, 1);
        signals.HasWork(entry.MarketId);
        return new(Refusal.Invalid, $"excluded from round {entry.Round}: {reason}");
    }

    private static async Task<EntryRow> EntryAsync(ServiceDb db, string market, int participant, int round, CancellationToken cancellation)
    {
        await RequireOpenAsync(db, market, round, cancellation);
        return await db.Entries.SingleOrDefaultAsync(row => row.MarketId == market && row.Round == round && row.Participant == participant, cancellation)
            ?? throw new RefusedException(Refusal.NotNow, $"you take no part in round {round}; the next one counts you once you have reported");
    }

    private static async Task RequireOpenAsync(ServiceDb db, string market, int round, CancellationToken cancellation)
    {
        var found = await db.Rounds.AsNoTracking().SingleOrDefaultAsync(row => row.MarketId == market && row.Number == round, cancellation)
            ?? throw new RefusedException(Refusal.NotFound, $"there is no round {round}");
        if (found.Stage != RoundStage.Collecting) throw new RefusedException(Refusal.NotNow, $"round {round} takes no more uploads");
    }

    private static async Task<Terms> TermsAsync(ServiceDb db, string market, CancellationToken cancellation) =>
        Terms.Parser.ParseJson(await db.Markets.Where(row => row.Id == market).Select(row => row.Terms).SingleAsync(cancellation));

    private static bool IsDigest(string text) => text.Length == 64 && text.All(letter => letter is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
}
