using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace Ipfl.Service.Dashboard.SignIn;

/// <summary>
/// How often anybody may fail to sign in: ten times at once from an address and then every six seconds; all addresses together five times a
/// second, because every try costs the server a tenth of a second. Tries that succeed use nothing up.
/// </summary>
internal sealed class SignInRates(TimeProvider time) : IAsyncDisposable
{
    public const int TriesAtOnce = 10;
    private const int AllAtOnce = 50;
    private const int SiteBytes = 8;
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RememberedOfAll = TimeSpan.FromSeconds(10);

    // A try holds a place while it is looked at, and one that failed holds it for a while longer.
    private readonly PartitionedRateLimiter<string> _addresses = PartitionedRateLimiter.Create<string, string>(
        address => RateLimitPartition.GetConcurrencyLimiter(address, _ => Places(TriesAtOnce)));

    private readonly ConcurrencyLimiter _all = new(Places(AllAtOnce));

    // The first failures are told one by one; a flood of them is not to fill the audit log.
    private readonly TokenBucketRateLimiter _told = new(new()
    {
        TokenLimit = 100,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1),
        AutoReplenishment = true,
        QueueLimit = 0,
    });

    /// <summary>Begins a try from an address; null where it is not heard.</summary>
    public SignInTry? Begin(IPAddress? address)
    {
        var mine = _addresses.AttemptAcquire(Site(address));
        var everybodys = mine.IsAcquired ? _all.AttemptAcquire() : null;
        if (everybodys is { IsAcquired: true }) return new(mine, everybodys, this);
        everybodys?.Dispose();
        mine.Dispose();
        return null;
    }

    /// <summary>Whether one more failure is written into the audit log.</summary>
    public bool IsTold()
    {
        using var lease = _told.AttemptAcquire();
        return lease.IsAcquired;
    }

    public async ValueTask DisposeAsync()
    {
        await _addresses.DisposeAsync();
        await _all.DisposeAsync();
        await _told.DisposeAsync();
    }

    /// <summary>An address; of IPv6 the half that a site cannot choose.</summary>
    private static string Site(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, SiteBytes)),
        _ => address.ToString(),
    };

    private static ConcurrencyLimiterOptions Places(int count) => new() { PermitLimit = count, QueueLimit = 0 };

    private void Keep(RateLimitLease lease, TimeSpan span)
    {
        ITimer? timer = null;
        timer = time.CreateTimer(_ => Release(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(span, Timeout.InfiniteTimeSpan);

        void Release()
        {
            lease.Dispose();
            timer!.Dispose();
        }
    }

    /// <summary>A try to sign in; dispose it when it is known whether it failed.</summary>
    internal sealed class SignInTry(RateLimitLease mine, RateLimitLease everybodys, SignInRates rates) : IDisposable
    {
        private bool _hasFailed;

        /// <summary>Name and secret did not belong together.</summary>
        public void Failed() => _hasFailed = true;

        public void Dispose()
        {
            if (_hasFailed)
            {
                rates.Keep(mine, Remembered);
                rates.Keep(everybodys, RememberedOfAll);
                return;
            }

            mine.Dispose();
            everybodys.Dispose();
        }
    }
}
