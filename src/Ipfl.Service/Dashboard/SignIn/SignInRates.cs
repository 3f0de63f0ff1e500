using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace Ipfl.Service.Dashboard.SignIn;

/// <summary>
/// How often anybody may try to sign in: ten times at once from an address and then every six seconds; all addresses together five times a
/// second, because every try costs the server a tenth of a second.
/// </summary>
internal sealed class SignInRates : IAsyncDisposable
{
    public const int TriesAtOnce = 10;
    private const int SiteBytes = 8;

    private readonly PartitionedRateLimiter<string> _addresses = PartitionedRateLimiter.Create<string, string>(
        address => RateLimitPartition.GetTokenBucketLimiter(address, _ => Bucket(TriesAtOnce, TimeSpan.FromSeconds(6))));

    private readonly TokenBucketRateLimiter _all = new(Bucket(50, TimeSpan.FromMilliseconds(200)));

    /// <summary>Whether one more try from an address is heard.</summary>
    public bool Allows(IPAddress? address)
    {
        using var mine = _addresses.AttemptAcquire(Site(address));
        if (!mine.IsAcquired) return false;
        using var everybodys = _all.AttemptAcquire();
        return everybodys.IsAcquired;
    }

    public async ValueTask DisposeAsync()
    {
        await _addresses.DisposeAsync();
        await _all.DisposeAsync();
    }

    /// <summary>An address; of IPv6 the half that a site cannot choose.</summary>
    private static string Site(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, SiteBytes)),
        _ => address.ToString(),
    };

    private static TokenBucketRateLimiterOptions Bucket(int atOnce, TimeSpan every) => new()
    {
        TokenLimit = atOnce,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = every,
        AutoReplenishment = true,
        QueueLimit = 0,
    };
}
