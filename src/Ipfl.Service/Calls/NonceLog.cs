using System.Security.Cryptography;
using System.Text;
using Grpc.Core;

namespace Ipfl.Service.Calls;

/// <summary>
/// Which nonces were used while their time was good: two generations, each as long as the time window, so that nothing within the window is
/// ever forgotten. After a restart nothing is remembered, so calls that were signed before it are refused; who signs them anew until its clock
/// is past the start, however late that clock is within the window, gets through. How long ago the start was is counted, not read off the clock:
/// one that is set back must not make honest calls wait.
/// </summary>
public sealed class NonceLog(TimeProvider time)
{
    /// <summary>How far a call's time may be from the server's.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>Times of calls are in whole milliseconds.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(2);

    private readonly Lock _gate = new();
    private readonly long _begun = time.GetTimestamp();
    private HashSet<UInt128> _young = [];
    private HashSet<UInt128> _old = [];
    private DateTimeOffset _turned = time.GetUtcNow();

    /// <summary>Why a call's time is not good; null where it is. Where another try with another time will be good, the status says so.</summary>
    public Status? TimeFault(DateTimeOffset dated)
    {
        var now = time.GetUtcNow();
        if ((now - dated).Duration() > Window) return new(StatusCode.Unauthenticated, $"the call is dated {dated:u}, and it is {now:u} here; check the clock");
        return dated < now - time.GetElapsedTime(_begun) - Rounding ? new Status(StatusCode.Unavailable, "the call was signed before this server started; sign it again") : null;
    }

    /// <summary>Uses a nonce up; false where the key has used it already.</summary>
    public bool TryUse(string keyId, string nonce)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{keyId} {nonce}"));
        var mark = new UInt128(BitConverter.ToUInt64(digest, 0), BitConverter.ToUInt64(digest, 8));
        lock (_gate)
        {
            // A call may be dated ahead by one window and be repeated until it is behind by one.
            var now = time.GetUtcNow();
            if (now - _turned >= 2 * Window) (_old, _young, _turned) = (_young, [], now);
            return !_old.Contains(mark) && _young.Add(mark);
        }
    }
}
