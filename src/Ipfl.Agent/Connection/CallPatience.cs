namespace Ipfl.Agent;

/// <summary>How calls are repeated that are not answered.</summary>
/// <param name="Timeout">How long one attempt may take.</param>
/// <param name="Retry">The first pause.</param>
/// <param name="LongestRetry">The longest pause.</param>
/// <param name="Attempts">How often a call is repeated; <see cref="int.MaxValue"/> never gives up.</param>
internal sealed record CallPatience(TimeSpan Timeout, TimeSpan Retry, TimeSpan LongestRetry, int Attempts)
{
    /// <summary>
    /// The pause before a call is repeated: twice as long each time up to the longest, and of that between a half and the whole at random, so
    /// that agents do not come back all at once.
    /// </summary>
    /// <param name="attempt">How often the call was repeated before.</param>
    /// <param name="random">From 0 to 1.</param>
    public TimeSpan Pause(int attempt, double random)
    {
        const int farEnough = 30;
        var whole = Math.Min(LongestRetry.TotalSeconds, Retry.TotalSeconds * Math.Pow(2, Math.Min(attempt, farEnough)));
        return TimeSpan.FromSeconds(whole * (1 + random) / 2);
    }

    /// <summary>For an agent that runs on its own: it waits for a server as long as it takes.</summary>
    public static CallPatience Endless(NetworkSettings network) => new(network.Timeout, network.Retry, network.LongestRetry, int.MaxValue);

    /// <summary>For a person who waits for an answer.</summary>
    public static CallPatience Short(NetworkSettings network) => new(network.Timeout, network.Retry, network.LongestRetry, 3);
}
