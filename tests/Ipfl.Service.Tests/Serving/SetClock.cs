namespace Ipfl.Service.Tests.Serving;

/// <summary>The system's clock, which somebody sets: the time of day jumps, what is counted goes on.</summary>
internal sealed class SetClock : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
}
