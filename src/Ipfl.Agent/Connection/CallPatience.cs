namespace Ipfl.Agent;

/// <summary>How calls are repeated that are not answered.</summary>
/// <param name="Timeout">How long one attempt may take.</param>
/// <param name="Retry">The first pause.</param>
/// <param name="LongestRetry">The longest pause.</param>
/// <param name="Attempts">How often a call is repeated; <see cref="int.MaxValue"/> never gives up.</param>
internal sealed record CallPatience(TimeSpan Timeout, TimeSpan Retry, TimeSpan LongestRetry, int Attempts)
{
    /// <summary>For an agent that runs on its own: it waits for a server as long as it takes.</summary>
    public static CallPatience Endless(NetworkSettings network) => new(network.Timeout, network.Retry, network.LongestRetry, int.MaxValue);

    /// <summary>For a person who waits for an answer.</summary>
    public static CallPatience Short(NetworkSettings network) => new(network.Timeout, network.Retry, network.LongestRetry, 3);
}
