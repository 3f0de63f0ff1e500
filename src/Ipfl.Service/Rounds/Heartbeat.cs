using Ipfl.Service.Hosting;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ipfl.Service.Rounds;

/// <summary>
/// Writes down that the server runs. While it did not, or had no room to write, nobody could upload or confirm: the deadlines of rounds in
/// progress move by that time before any round is looked at again.
/// </summary>
public sealed partial class Heartbeat(IDbContextFactory<ServiceDb> databases, ServiceFolder folder, MarketSignals signals, TimeProvider time, ILogger<Heartbeat> log)
    : BackgroundService
{
    /// <summary>Room that there has to be again: a piece of a model for some that upload at once.</summary>
    private const int RoomBytes = 1 << 22;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _one = new(1, 1);
    private Outage? _outage;

    /// <summary>Why the server cannot write, in one line; null where it can.</summary>
    public string? Fault => _outage is { } outage ? MarketFaults.Reason(outage.Failure, folder) : null;

    /// <summary>Something was not written.</summary>
    /// <returns>Whether that is for want of room; what else it may be is not looked at here.</returns>
    public bool Failed(Exception failure)
    {
        if (!DiskFull.Is(failure)) return false;
        if (Interlocked.CompareExchange(ref _outage, new(failure, time.GetTimestamp()), null) is null) NoRoom(MarketFaults.Reason(failure, folder));
        return true;
    }

    /// <summary>Does nothing where the server can write. Where it could not, moves deadlines as soon as it can again.</summary>
    /// <exception cref="IOException">It still cannot.</exception>
    public async Task RequireRoomAsync(CancellationToken cancellation)
    {
        if (_outage is null) return;
        await _one.WaitAsync(cancellation);
        try
        {
            if (_outage is not { } outage) return;
            await TryRoomAsync(cancellation);
            await BeatAsync(_ => time.GetElapsedTime(outage.Since), cancellation);
            _outage = null;
            RoomAgain();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var isDone = false; !isDone;)
        {
            try
            {
                await BeatAsync(last => last is { } at ? time.GetUtcNow() - at : TimeSpan.Zero, cancellationToken);
                isDone = true;
            }
            catch (Exception failure) when (Failed(failure))
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }

        _outage = null;
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (_outage is null) await BeatAsync(_ => TimeSpan.Zero, stoppingToken);
                else await RequireRoomAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // Missed once, the next one is five seconds later; it counts as time that the server was down only if the process ends meanwhile.
                Failed(failure);
            }
        }
    }

    /// <summary>Moves deadlines by what was lost since the beat before, and beats, in one transaction.</summary>
    private async Task BeatAsync(Func<DateTimeOffset?, TimeSpan> lost, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var row = await db.Heartbeats.SingleOrDefaultAsync(cancellation);
        var by = lost(row?.At);
        if (row is null) db.Heartbeats.Add(row = new());
        row.At = time.GetUtcNow();
        var moved = by > TimeSpan.Zero ? await MoveAsync(db, by, cancellation) : [];
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        foreach (var market in moved) signals.Changed(market);
    }

    private async Task<List<string>> MoveAsync(ServiceDb db, TimeSpan by, CancellationToken cancellation)
    {
        var waiting = await db.Markets.Where(market => market.Stage == MarketStage.Open || market.Stage == MarketStage.Closing)
            .Join(db.Rounds, market => new { market.Id, Number = market.Round }, round => new { Id = round.MarketId, round.Number }, (market, round) => new { Market = market, Round = round })
            .Where(pair => pair.Round.Stage == RoundStage.Collecting || pair.Round.Stage == RoundStage.Delivering).ToListAsync(cancellation);
        foreach (var pair in waiting)
        {
            pair.Round.Deadline += by;
            pair.Market.Revision++;
            db.AuditLog.Add(new()
            {
                Time = time.GetUtcNow(),
                MarketId = pair.Market.Id,
                Actor = "server",
                Action = "deadline moved",
                Detail = FormattableString.Invariant($"round {pair.Round.Number}: by {by.TotalSeconds:F0} s, in which the server was not there"),
            });
        }

        return [.. waiting.Select(pair => pair.Market.Id)];
    }

    /// <summary>Room for the database alone is not enough: uploads need more.</summary>
    private async Task TryRoomAsync(CancellationToken cancellation)
    {
        var probe = Path.Combine(folder.Models, "room.tmp");
        Directory.CreateDirectory(folder.Models);
        try
        {
            await using var stream = new FileStream(probe, OwnersFile.Options(FileMode.Create));
            await stream.WriteAsync(new byte[RoomBytes], cancellation);
            stream.Flush(flushToDisk: true);
        }
        finally
        {
            File.Delete(probe);
        }
    }

    /// <summary>A time without room.</summary>
    private sealed record Outage(Exception Failure, long Since);

    [LoggerMessage(Level = LogLevel.Error, Message = "The server has no room to write, all markets wait: {Reason}")]
    private partial void NoRoom(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The server has room again; deadlines have moved by the time that it had none.")]
    private partial void RoomAgain();
}
