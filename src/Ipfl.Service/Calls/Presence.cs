using System.Collections.Concurrent;
using Ipfl.Service.Rounds;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ipfl.Service.Calls;

/// <summary>When each participant was heard of last: kept in memory and written every few seconds, so that a call costs no write.</summary>
public sealed partial class Presence(IDbContextFactory<ServiceDb> databases, Heartbeat heartbeat, TimeProvider time, ILogger<Presence> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _seen = new(StringComparer.Ordinal);

    /// <summary>A key has called.</summary>
    public void Saw(string keyId) => _seen[keyId] = time.GetUtcNow();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (!_seen.IsEmpty) await WriteAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                if (!heartbeat.Failed(failure)) NotWritten(failure);
            }
        }
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        foreach (var keyId in _seen.Keys)
        {
            if (_seen.TryRemove(keyId, out var at))
                await db.Participants.Where(row => row.KeyId == keyId).ExecuteUpdateAsync(row => row.SetProperty(found => found.LastSeen, at), cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "When participants were seen last could not be written; the next time it is.")]
    private partial void NotWritten(Exception failure);
}
