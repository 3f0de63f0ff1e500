namespace Ipfl.Simulation.Tests;

/// <summary>A clock that advances by a fixed number of milliseconds whenever it is read.</summary>
internal sealed class SteppingClock(long milliseconds = 1) : TimeProvider
{
    private long _now;

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => Interlocked.Add(ref _now, milliseconds);
}
