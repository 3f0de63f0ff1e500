using System.Collections.Concurrent;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Ipfl.Service.Calls;

/// <summary>When each participant was heard of last: kept in memory and written every few seconds, so that a call costs no write.</summary>
public sealed class Presence(IDbContextFactory<ServiceDb> databases, TimeProvider time) : BackgroundService
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
            if (_seen.IsEmpty) continue;
            await using var db = await databases.CreateDbContextAsync(stoppingToken);
            await using var transaction = await db.Database.BeginTransactionAsync(stoppingToken);
            foreach (var keyId in _seen.Keys)
            {
                if (_seen.TryRemove(keyId, out var at))
                    await db.Participants.Where(row => row.KeyId == keyId).ExecuteUpdateAsync(row => row.SetProperty(found => found.LastSeen, at), stoppingToken);
            }

            await transaction.CommitAsync(stoppingToken);
        }
    }
}
