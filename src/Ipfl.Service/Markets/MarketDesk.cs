using System.Globalization;
using Ipfl.Learning;
using Ipfl.Protocol;
using Ipfl.Protocol.V1;
using Ipfl.Service.Calls;
using Ipfl.Service.Hosting;
using Ipfl.Service.Ledger;
using Ipfl.Service.Models;
using Ipfl.Service.Rounds;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Markets;

/// <summary>The operator's deeds on the database.</summary>
public sealed class MarketDesk(
    IDbContextFactory<ServiceDb> databases, ModelStore models, MarketSignals signals, RoundClock clock, ServerIdentity identity, KeyRing keys, TimeProvider time) : IMarketDesk
{
    private const int LongestReason = 200;

    /// <inheritdoc/>
    public async Task CreateAsync(Terms terms, string by, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(terms);
        TermsCheck.Check(terms);
        terms = terms.Clone();
        (terms.InitialDigest, terms.InitialBytes, terms.MaxUploadBytes, terms.MaxPieceBytes) = ("", 0, 0, TermsCheck.PieceBytes);
        terms.Tensors.Clear();
        if (terms.Probe is not null) terms.Probe.Samples = 0;
        using var held = await signals.EnterAsync(terms.Market, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (await db.Markets.FindAsync([terms.Market], cancellation) is { } former)
        {
            if (IsSame(former, terms)) return;
            throw new RefusedException(Refusal.NotNow, $"there is a market '{terms.Market}' with other terms; choose another name");
        }

        db.Markets.Add(new() { Id = terms.Market, Terms = Google.Protobuf.JsonFormatter.Default.Format(terms), Stage = MarketStage.Draft, CreatedAt = time.GetUtcNow() });
        Log(db, terms.Market, by, "created", $"{terms.Mechanism}, {Counted.Of(terms.Rounds, "round")}");
        await db.SaveChangesAsync(cancellation);
    }

    /// <inheritdoc/>
    public async Task<long> PutInitialModelAsync(string market, long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        using var held = await signals.EnterAsync(market, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var row = await db.FindMarketAsync(market, cancellation);
        if (row.HasInitialModel) return await SameInitialAsync(market, offset, data, cancellation);
        var part = models.InitialPart(market);

        // Who begins at the beginning sends the file anew, perhaps another one than was broken off before.
        if (offset == 0 && data.Length > 0 && File.Exists(part)) File.Delete(part);
        var received = await ModelStore.AppendAsync(part, offset, data, cancellation);
        if (data.Length > 0) return received;
        await TakeInitialAsync(db, row, part, cancellation);
        return received;
    }

    /// <inheritdoc/>
    public async Task<long> PutProbeAsync(string market, long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        using var held = await signals.EnterAsync(market, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var row = await db.FindMarketAsync(market, cancellation);
        var terms = Terms.Parser.ParseJson(row.Terms);
        if (terms.Probe is null) throw new RefusedException(Refusal.NotNow, $"market '{market}' judges no models; its evidence is '{terms.Evidence}'");
        if (row.HasProbe) return terms.Probe.Bytes;
        if (offset + data.Length > terms.Probe.Bytes) throw new RefusedException(Refusal.Invalid, $"probe: it goes on beyond the {terms.Probe.Bytes} bytes that the terms name");
        var part = models.ProbePart(market);
        if (offset == 0 && data.Length > 0 && File.Exists(part)) File.Delete(part);
        var received = await ModelStore.AppendAsync(part, offset, data, cancellation);
        if (data.Length == 0) await TakeProbeAsync(db, row, terms, part, cancellation);
        return received;
    }

    /// <inheritdoc/>
    public async Task OpenAsync(string market, string by, CancellationToken cancellation)
    {
        using (await signals.EnterAsync(market, cancellation))
        {
            await using var db = await databases.CreateDbContextAsync(cancellation);
            var row = await db.FindMarketAsync(market, cancellation);
            if (row.Stage == MarketStage.Open) return;
            if (row.Stage != MarketStage.Draft) throw new RefusedException(Refusal.NotNow, $"market '{market}' is {Word(row.Stage)}; it cannot open again");
            if (!row.HasInitialModel) throw new RefusedException(Refusal.NotNow, $"market '{market}' has no initial model yet");
            var terms = Terms.Parser.ParseJson(row.Terms);
            if (terms.Probe is not null && !row.HasProbe) throw new RefusedException(Refusal.NotNow, $"market '{market}' has no probe yet, the labelled set that its models are judged on");
            var quorum = terms.Quorum;
            var ready = await db.Participants.CountAsync(found => found.MarketId == market && found.Active && found.Samples > 0, cancellation);
            if (ready < quorum) throw new RefusedException(Refusal.NotNow, $"market '{market}' has {Counted.Of(ready, "participant")} with a report; its quorum is {quorum}");
            row.Stage = MarketStage.Open;
            row.Revision++;
            Log(db, market, by, "opened", Counted.Of(ready, "participant"));
            await db.SaveChangesAsync(cancellation);
        }

        Wake(market);
    }

    /// <inheritdoc/>
    public async Task CloseAsync(string market, string by, CancellationToken cancellation)
    {
        using (await signals.EnterAsync(market, cancellation))
        {
            await using var db = await databases.CreateDbContextAsync(cancellation);
            var row = await db.FindMarketAsync(market, cancellation);
            if (row.Stage is MarketStage.Closing or MarketStage.Closed) return;
            row.Stage = row.Stage == MarketStage.Draft ? MarketStage.Closed : MarketStage.Closing;
            row.Revision++;
            Log(db, market, by, "closing", $"in round {row.Round}");
            await db.SaveChangesAsync(cancellation);
        }

        Wake(market);
    }

    /// <inheritdoc/>
    public async Task<InviteReply> InviteAsync(InviteRequest request, string by, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!TermsCheck.IsName(request.Name)) throw new RefusedException(Refusal.Invalid, $"name: found '{request.Name}'; allowed: 1 to 40 lower-case letters, digits and hyphens");
        if (request.Role is not (Role.Participant or Role.Auditor)) throw new RefusedException(Refusal.Invalid, "role: allowed: participant, auditor");
        if (request.DepositMicros < 0) throw new RefusedException(Refusal.Invalid, $"deposit: found {new MicroUnits(request.DepositMicros)}; allowed: 0 or more");
        TermsCheck.RequireValidity(request.ValidSeconds);
        using var held = await signals.EnterAsync(request.Market, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var row = await db.FindMarketAsync(request.Market, cancellation);
        if (row.Stage is MarketStage.Closing or MarketStage.Closed) throw new RefusedException(Refusal.NotNow, $"market '{request.Market}' is {Word(row.Stage)}");
        CheckBound(request, Terms.Parser.ParseJson(row.Terms));
        if (await db.Keys.AnyAsync(key => key.MarketId == request.Market && key.Name == request.Name, cancellation))
            throw new RefusedException(Refusal.NotNow, $"'{request.Name}' is enrolled in market '{request.Market}' already");
        var invitation = Invitation.Draw(identity, request.Market, request.Name, (KeyRole)request.Role, time.GetUtcNow().AddSeconds(request.ValidSeconds));
        (invitation.Row.DepositMicros, invitation.Row.MaxSamples) = (request.DepositMicros, request.MaxSamples > 0 ? request.MaxSamples : null);
        db.Invitations.Add(invitation.Row);
        Log(db, request.Market, by, "invited", $"{request.Name} as {request.Role.ToString().ToLowerInvariant()}{(request.MaxSamples > 0 ? $" of at most {Counted.Of(request.MaxSamples, "sample")}" : "")}");
        await db.SaveChangesAsync(cancellation);
        return invitation.Reply();
    }

    /// <inheritdoc/>
    public Task DepositAsync(string market, string participant, MicroUnits amount, string key, string by, CancellationToken cancellation) =>
        MoveAsync(market, participant, amount, key, by, "deposit", TransactionDraft.Deposit, cancellation);

    /// <inheritdoc/>
    public Task PayOutAsync(string market, string participant, MicroUnits amount, string key, string by, CancellationToken cancellation) =>
        MoveAsync(market, participant, amount, key, by, "payout", TransactionDraft.Payout, cancellation);

    /// <inheritdoc/>
    public async Task RemoveAsync(string market, string participant, string reason, string by, CancellationToken cancellation)
    {
        using var held = await signals.EnterAsync(market, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.FindMarketAsync(market, cancellation);
        var removal = await Removal.FindAsync(db, market, participant, cancellation);
        reason = ForeignText.OneLine(reason.ReplaceLineEndings(" "), LongestReason);
        if (await removal.ApplyAsync(db, reason, time.GetUtcNow(), cancellation) is not { } done) return;
        Log(db, market, by, "removed", $"{participant}{(reason.Length == 0 ? "" : $": {reason}")} ({done})");
        await db.SaveChangesAsync(cancellation);
        foreach (var key in removal.Keys) keys.Forget(key.Id);
        signals.HasWork(market);
    }

    /// <summary>Where money follows samples, somebody has to answer for their number; in markets of earlier releases nobody was asked to.</summary>
    private static void CheckBound(InviteRequest request, Terms terms)
    {
        if (request.MaxSamples is < 0 or > 1L << 53) throw new RefusedException(Refusal.Invalid, $"max samples: found {request.MaxSamples}; allowed: 1 to 2^53");
        if (request.Role == Role.Auditor && request.MaxSamples > 0) throw new RefusedException(Refusal.Invalid, $"max samples: found {request.MaxSamples} for an auditor, who reports nothing; leave it out");
        if (request is { Role: Role.Participant, MaxSamples: 0 } && terms.SayEvidence())
            throw new RefusedException(Refusal.Invalid, $"max samples: found nothing; allowed: 1 to 2^53, the most samples that you attest '{request.Name}' to have");
    }

    private async Task MoveAsync(
        string market, string participant, MicroUnits amount, string key, string by, string what, Func<string, int, MicroUnits, TransactionDraft> draft, CancellationToken cancellation)
    {
        if (amount <= MicroUnits.Zero) throw new RefusedException(Refusal.Invalid, $"amount: found {amount}; allowed: more than 0");
        if (!TransactionDraft.IsKey($"{what}:{key}")) throw new RefusedException(Refusal.Invalid, "key: allowed: 1 to 190 printable characters without blanks, commas and quotes");
        using var held = await signals.EnterAsync(market, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var place = await db.FindMarketAsync(market, cancellation);
        var row = await db.FindParticipantAsync(market, participant, cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (!await MoneyMove.AppendAsync(db, place, row, draft(key, row.Number, amount), time, cancellation)) return;
        Log(db, market, by, what, string.Create(CultureInfo.InvariantCulture, $"{participant} {amount} ({key})"));
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>The model is there: a piece that it holds changes nothing, and no other is taken.</summary>
    private async Task<long> SameInitialAsync(string market, long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        var (there, total) = await ModelStore.ReadAsync(models.Initial(market), Math.Max(0, offset), data.Length, cancellation);
        var isSame = offset >= 0 && (data.IsEmpty ? offset == total : there.AsSpan().SequenceEqual(data.Span));
        return isSame ? total : throw new RefusedException(Refusal.NotNow, $"market '{market}' has another initial model already; choose another name");
    }

    /// <summary>The file is whole when an empty piece says so.</summary>
    private async Task TakeInitialAsync(ServiceDb db, MarketRow row, string part, CancellationToken cancellation)
    {
        var terms = Terms.Parser.ParseJson(row.Terms);
        try
        {
            var digest = ModelStore.SealAndDigest(part);
            using (var file = SafetensorsFile.Open(part))
            {
                terms.Tensors.Clear();
                terms.Tensors.AddRange(ModelLayout.Of(file));
                if (new ModelLayout(terms.Tensors).Fault(file) is { } fault) throw new InvalidDataException(fault);
                if (terms.Probe is not null) ModelFile.Check(part, terms.Training.Network());
            }

            (terms.InitialDigest, terms.InitialBytes) = (digest, ModelStore.Length(part));
        }
        catch (Exception error) when (error is InvalidDataException or FileNotFoundException)
        {
            File.Delete(part);
            throw new RefusedException(Refusal.Invalid, $"initial model: {ForeignText.OneLine(error.Message.Replace(part, "the file", StringComparison.Ordinal), LongestReason)}");
        }

        terms.MaxUploadBytes = terms.InitialBytes + TermsCheck.SpareBytes;
        File.Move(part, models.Initial(row.Id), overwrite: true);
        (row.Terms, row.HasInitialModel) = (Google.Protobuf.JsonFormatter.Default.Format(terms), true);
        row.Revision++;
        await db.SaveChangesAsync(cancellation);
        signals.Changed(row.Id);
    }

    /// <summary>The labelled set is whole when an empty piece says so.</summary>
    private async Task TakeProbeAsync(ServiceDb db, MarketRow row, Terms terms, string part, CancellationToken cancellation)
    {
        try
        {
            if (!File.Exists(part) || ModelStore.SealAndDigest(part) != terms.Probe.Digest) throw new InvalidDataException("it does not have the digest that the terms name");
            terms.Probe.Samples = ProbeSet.Read(part, terms.Training).Labels.Length;
        }
        catch (InvalidDataException error)
        {
            File.Delete(part);
            throw new RefusedException(Refusal.Invalid, $"probe: {ForeignText.OneLine(error.Message.Replace(part, "the file", StringComparison.Ordinal), LongestReason)}");
        }

        File.Move(part, models.Probe(row.Id), overwrite: true);
        (row.Terms, row.HasProbe) = (Google.Protobuf.JsonFormatter.Default.Format(terms), true);
        row.Revision++;
        await db.SaveChangesAsync(cancellation);
        signals.Changed(row.Id);
    }

    private void Wake(string market)
    {
        clock.Watch(market);
        signals.Changed(market);
        signals.HasWork(market);
    }

    private void Log(ServiceDb db, string market, string by, string action, string detail) =>
        db.AuditLog.Add(new() { Time = time.GetUtcNow(), MarketId = market, Actor = by, Action = action, Detail = detail });

    private static bool IsSame(MarketRow former, Terms terms)
    {
        var kept = Terms.Parser.ParseJson(former.Terms);
        (kept.InitialDigest, kept.InitialBytes, kept.MaxUploadBytes) = ("", 0, 0);
        kept.Tensors.Clear();
        if (kept.Probe is not null) kept.Probe.Samples = 0;
        return kept.Equals(terms);
    }

    private static string Word(MarketStage stage) => stage.ToString().ToLowerInvariant();
}
