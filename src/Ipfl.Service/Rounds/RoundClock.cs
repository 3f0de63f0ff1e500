using System.Collections.Concurrent;
using Ipfl.Service.Hosting;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ipfl.Service.Rounds;

/// <summary>Keeps every market of this server going: looks at it when something has happened, and when a deadline has come.</summary>
public sealed partial class RoundClock(
    IDbContextFactory<ServiceDb> databases, RoundKeeper keeper, Heartbeat heartbeat, ServiceFolder folder, MarketSignals signals, TimeProvider time, ILogger<RoundClock> log)
    : BackgroundService
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    // Deadlines are times of day, which jump when a machine wakes up or its clock is set; a wait does not.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, Task> _markets = new(StringComparer.Ordinal);
    private readonly MarketFaults _faults = new(folder);
    private CancellationToken _stopping;

    /// <summary>Begins to look after a market, if nobody does yet.</summary>
    public void Watch(string market) => _markets.GetOrAdd(market, id => Task.Run(() => KeepAsync(id, _stopping), _stopping));

    /// <summary>Why a market cannot go on, as it was tried last, in one line; null where it can.</summary>
    public string? Fault(string market) => _faults.Of(market) ?? heartbeat.Fault;

    /// <summary>Markets that cannot go on.</summary>
    public IEnumerable<string> Faulty => _faults.Markets;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
        await using var db = await databases.CreateDbContextAsync(stoppingToken);
        foreach (var market in await db.Markets.Where(row => row.Stage != MarketStage.Closed).Select(row => row.Id).ToListAsync(stoppingToken)) Watch(market);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_markets.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task KeepAsync(string market, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var work = signals.Work(market);
            DateTimeOffset? next;
            try
            {
                await heartbeat.RequireRoomAsync(stopping);
                next = await keeper.AdvanceAsync(market, stopping);
                if (_faults.Recovered(market)) Recovered(market);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // Whatever it was (a full disk, a locked file), the market's state is what was committed last; the next look may succeed.
                if (_faults.Failed(market, failure) && !heartbeat.Failed(failure)) Failed(market, failure);
                next = time.GetUtcNow() + PauseAfterFailure;
            }

            using var wait = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var delay = next is { } due ? TimeSpan.FromTicks(Math.Clamp((due - time.GetUtcNow()).Ticks, 0, LongestWait.Ticks)) : Timeout.InfiniteTimeSpan;
            await Task.WhenAny(work, Task.Delay(delay, time, wait.Token));
            await wait.CancelAsync();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Market {Market} cannot go on; it is tried again every second.")]
    private partial void Failed(string market, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Market {Market} goes on.")]
    private partial void Recovered(string market);
}
