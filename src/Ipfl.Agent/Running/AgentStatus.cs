using Ipfl.Protocol;
using Ipfl.Protocol.V1;

namespace Ipfl.Agent;

/// <summary>What the server says of a participant at this moment. Amounts are texts in currency units.</summary>
/// <param name="Market">The market's phase.</param>
/// <param name="Round">The round in progress or done last; 0 before the first.</param>
/// <param name="Phase">The round's phase.</param>
/// <param name="Entry">What became of the participant's upload.</param>
/// <param name="Reason">Why it is excluded.</param>
/// <param name="Available">What can be spent.</param>
/// <param name="Reserved">What is reserved for centres that are not confirmed yet.</param>
public sealed record ServerView(string Market, int Round, string Phase, string Entry, string Reason, string Available, string Reserved);

/// <summary>How an agent stands.</summary>
/// <param name="Participant">The participant's name.</param>
/// <param name="Market">The market.</param>
/// <param name="Server">The server's address.</param>
/// <param name="Live">What the server says; null where it does not answer.</param>
/// <param name="Unreachable">Why it does not answer; null where it does.</param>
/// <param name="Summary">What all rounds brought.</param>
/// <param name="Rounds">Every round that has begun.</param>
/// <param name="LeavesAfter">The last round of a participant that leaves; null while it stays.</param>
/// <param name="Privacy">What releases under noise gave away; null where there were none.</param>
public sealed record AgentStatus(
    string Participant,
    string Market,
    string Server,
    ServerView? Live,
    string? Unreachable,
    AgentSummary Summary,
    IReadOnlyList<RoundProgress> Rounds,
    int? LeavesAfter,
    PrivacySpent? Privacy)
{
    /// <summary>Reads the state, which may be in use, checks all receipts, and asks the server.</summary>
    /// <exception cref="IOException">The agent is not enrolled, or the server refuses its key.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static async Task<AgentStatus> ReadAsync(AgentConfig config, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(config);
        var folder = new AgentFolder(config.StateFolder);
        var enrolment = Enrolment.Read(folder);
        using var connection = MarketConnection.Open(
            enrolment.Server, enrolment.TlsKey, AgentKey.Read(folder), CallPatience.Short(config.Network) with { Attempts = 1 }, time);
        return await ReadAsync(folder, enrolment, config.Privacy?.Delta, connection.Calls, cancellation);
    }

    internal static async Task<AgentStatus> ReadAsync(AgentFolder folder, Enrolment enrolment, double? delta, MarketCalls calls, CancellationToken cancellation)
    {
        const double usualDelta = 1e-5;
        var (journal, releases) = (new RoundJournal(folder), new ReleaseLog(folder));
        var rounds = journal.All();
        foreach (var round in rounds.Where(progress => progress.Step == RoundStep.Done)) ReceiptFile.Read(folder, enrolment, round);
        var (live, unreachable) = await AskAsync(calls, cancellation);
        return new(
            enrolment.Participant,
            enrolment.Market,
            enrolment.Server,
            live,
            unreachable,
            AgentSummary.Of(journal),
            rounds,
            Withdrawal.Find(folder)?.AfterRound,
            releases.IsEmpty ? null : releases.Spent(delta ?? usualDelta));
    }

    private static async Task<(ServerView? Live, string? Unreachable)> AskAsync(MarketCalls calls, CancellationToken cancellation)
    {
        try
        {
            var round = await calls.Make((client, options) => client.GetRoundAsync(new GetRoundRequest { KnownRevision = -1 }, options), cancellation);
            var balance = await calls.Make((client, options) => client.GetBalanceAsync(new GetBalanceRequest(), options), cancellation);
            return (
                new(
                    Word(round.Market),
                    round.Round,
                    Word(round.Phase),
                    Word(round.Entry),
                    round.Reason,
                    new MicroUnits(balance.AvailableMicros).ToString(),
                    new MicroUnits(balance.ReservedMicros).ToString()),
                null);
        }
        catch (MarketUnreachableException error)
        {
            return (null, error.Message);
        }
    }

    private static string Word<T>(T phase) where T : struct, Enum => phase.ToString() == "Unspecified" ? "none" : phase.ToString().ToLowerInvariant();
}
