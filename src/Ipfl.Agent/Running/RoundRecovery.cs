namespace Ipfl.Agent;

/// <summary>
/// Brings the journal into line with a server that expects what this agent is done with: because it was put back to an older copy, or because
/// an earlier run of the agent failed.
/// </summary>
internal sealed class RoundRecovery(AgentContext context)
{
    /// <summary>What failed before this run; each is tried once more, so that a run does not fail at the same thing without end.</summary>
    private readonly HashSet<int> _failedBefore = [.. context.Journal.All().Where(progress => progress.Step is RoundStep.Skipped or RoundStep.Lost).Select(progress => progress.Round)];

    /// <summary>How far a round is whose upload the server expects; null where it is to be trained, or laid ready again if its model is kept.</summary>
    public RoundProgress? Expected(int round)
    {
        var progress = context.Journal.Find(round);
        if (progress is { Counts: true } || context.Journal.All().Any(later => later.Round > round))
        {
            Forget(round);
            return null;
        }

        if (progress is not { Step: RoundStep.Skipped or RoundStep.Lost } || !_failedBefore.Remove(round)) return progress;
        context.Tell(AgentStep.Warned, round, $"round {round}: tried again, as the server still waits for it; before: {progress.Reason}");
        return null;
    }

    /// <summary>How far a round is whose centres the server hands out: not done, even if it once was.</summary>
    public RoundProgress? Delivered(int round)
    {
        var progress = context.Journal.Find(round);
        if (progress is not { Step: RoundStep.Done }) return progress;
        context.Folder.Round(round).SetAside();
        context.Tell(AgentStep.Warned, round, $"round {round}: the server hands out centres of a round that was done; it was put back to an older copy, so what was bought is fetched and confirmed again");
        return context.Journal.Keep(progress with { Step = RoundStep.Accepted, Result = null });
    }

    private void Forget(int round)
    {
        var rounds = context.Journal.All();
        LayBase(round, rounds);
        foreach (var later in rounds.Reverse().Where(progress => progress.Round > round))
        {
            context.Folder.Round(later.Round).RemoveModels();
            context.Journal.SetAside(later.Round);
        }

        if (context.Journal.Find(round) is not null) context.Journal.SetAside(round);
        var remedy = File.Exists(context.Folder.Round(round).Own) ? "its model is sent" : "it is trained";
        context.Tell(AgentStep.Warned, round, $"round {round}: the server expects it, but the journal goes to round {rounds[^1].Round}: the server was put back to an older copy; {remedy} again, receipts of before are kept");
    }

    /// <summary>Where neither the round's model is kept nor the one that it began with, the newest that there is stands in for the latter.</summary>
    private void LayBase(int round, IReadOnlyList<RoundProgress> rounds)
    {
        string Own(int number) => context.Folder.Round(number).Own;
        if (File.Exists(Own(round)) || context.Journal.Base(round) is not { } last || File.Exists(Own(last.Round))) return;
        if (rounds.LastOrDefault(later => later.Round > round && File.Exists(Own(later.Round))) is { } newest) File.Move(Own(newest.Round), Own(last.Round));
    }
}
