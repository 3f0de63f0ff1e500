using Ipfl.Protocol.V1;

namespace Ipfl.Agent;

/// <summary>That a participant leaves its market.</summary>
/// <param name="AfterRound">Its last round.</param>
public sealed record Withdrawal(int AfterRound)
{
    /// <summary>Leaves the market after the round in progress. An agent that runs in the same folder ends by itself then.</summary>
    /// <exception cref="IOException">The agent is not enrolled, or the server cannot be reached or refuses.</exception>
    public static async Task<Withdrawal> LeaveAsync(AgentConfig config, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(config);
        var folder = new AgentFolder(config.StateFolder);
        var enrolment = Enrolment.Read(folder);
        using var connection = MarketConnection.Open(enrolment.Server, enrolment.TlsKey, AgentKey.Read(folder), CallPatience.Short(config.Network), time);
        return await LeaveAsync(folder, connection.Calls, cancellation);
    }

    internal static async Task<Withdrawal> LeaveAsync(AgentFolder folder, MarketCalls calls, CancellationToken cancellation)
    {
        var reply = await calls.Make((client, options) => client.LeaveAsync(new LeaveRequest(), options), cancellation);
        var withdrawal = new Withdrawal(reply.AfterRound);
        StateJson.Write(folder.Withdrawal, withdrawal);
        return withdrawal;
    }

    /// <summary>The withdrawal of a folder; null while the participant stays.</summary>
    internal static Withdrawal? Find(AgentFolder folder) => StateJson.Find<Withdrawal>(folder.Withdrawal);
}
