using System.Threading.RateLimiting;

namespace Ipfl.Service.Calls;

/// <summary>How many calls one key, and one address without a good signature, may make.</summary>
public sealed class CallRates : IAsyncDisposable
{
    /// <summary>Calls a second that one key may make in the long run.</summary>
    public const int CallsPerSecond = 50;

    /// <summary>How often one key may change its report in a row.</summary>
    public const int ReportsAtOnce = 20;

    private const int Burst = 200;
    private const int RefusalsPerSecond = 20;

    /// <summary>Messages of one key that may be on their way at once: each may take a piece of a model of memory.</summary>
    private const int MessagesAtOnce = 8;

    private readonly PartitionedRateLimiter<string> _keys = PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => Bucket(CallsPerSecond, Burst)));
    private readonly PartitionedRateLimiter<string> _messages = PartitionedRateLimiter.Create<string, string>(
        key => RateLimitPartition.GetConcurrencyLimiter(key, _ => new() { PermitLimit = MessagesAtOnce, QueueLimit = 0 }));

    // Each change of a report is a row of the audit log for ever.
    private readonly PartitionedRateLimiter<string> _reports = PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new()
    {
        TokenLimit = ReportsAtOnce,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1),
        AutoReplenishment = true,
        QueueLimit = 0,
    }));

    private readonly PartitionedRateLimiter<string> _strangers = PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetTokenBucketLimiter(address, _ => Bucket(RefusalsPerSecond, Burst)));

    /// <summary>Whether a known key may call now.</summary>
    public bool AllowsKey(string keyId) => Take(_keys, keyId);

    /// <summary>Whether a known key may change its report now.</summary>
    public bool AllowsReport(string keyId) => Take(_reports, keyId);

    /// <summary>Begins to read a message that names a key; dispose the lease, acquired or not, when it is read.</summary>
    public RateLimitLease BeginReading(string keyId) => _messages.AttemptAcquire(keyId);

    /// <summary>Whether one more unsigned or wrongly signed call from an address is heard at all.</summary>
    public bool AllowsStranger(string address) => Take(_strangers, address);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _keys.DisposeAsync();
        await _messages.DisposeAsync();
        await _reports.DisposeAsync();
        await _strangers.DisposeAsync();
    }

    private static bool Take(PartitionedRateLimiter<string> limiter, string name)
    {
        using var lease = limiter.AttemptAcquire(name);
        return lease.IsAcquired;
    }

    private static TokenBucketRateLimiterOptions Bucket(int perSecond, int burst) => new()
    {
        TokenLimit = burst,
        TokensPerPeriod = Math.Max(1, perSecond / 10),
        ReplenishmentPeriod = TimeSpan.FromMilliseconds(100),
        AutoReplenishment = true,
        QueueLimit = 0,
    };
}
