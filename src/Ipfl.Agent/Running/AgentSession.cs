using Ipfl.Protocol;
using Ipfl.Protocol.V1;

namespace Ipfl.Agent;

/// <summary>One run of an agent against a server.</summary>
internal sealed class AgentSession(AgentConfig config, AgentFolder folder, Enrolment enrolment, MarketCalls calls, IAgentObserver observer)
{
    /// <summary>Where noise comes from.</summary>
    public required INormalNoise Noise { get; init; }

    /// <summary>Makes the trainer for a market.</summary>
    public required Func<Terms, ILocalTrainer> Trainer { get; init; }

    /// <summary>Runs until the market closes or the participant has left.</summary>
    public async Task<AgentSummary> RunAsync(CancellationToken cancellation)
    {
        calls.Waiting = line => observer.Saw(new(AgentStep.Waiting, 0, line));
        var terms = await calls.Make((client, options) => client.GetTermsAsync(new GetTermsRequest(), options), cancellation);
        var context = new AgentContext(config, folder, enrolment, terms, calls, observer);
        context.Tell(AgentStep.Connected, 0, $"{enrolment.Participant} in market {terms.Market} at {enrolment.Server}, {Counted.Of(terms.Rounds, "round")}");
        var trainer = Trainer(terms);
        using var owned = trainer as IDisposable;
        await ReceiveInitialModelAsync(context, cancellation);
        if (Withdrawal.Find(folder) is null) await new ParticipantNumbers(context).SendAsync(trainer, cancellation);
        WarnOfSharpUploads(context);
        await GoAsync(context, Steps(context, trainer, new(context)), cancellation);
        return AgentSummary.Of(context.Journal);
    }

    private async Task GoAsync(AgentContext context, RoundSteps steps, CancellationToken cancellation)
    {
        var revision = -1L;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var request = new GetRoundRequest { KnownRevision = revision, WaitSeconds = (int)config.Network.Wait.TotalSeconds };
            var state = await calls.Make((client, options) => client.GetRoundAsync(request, options), cancellation, config.Network.Wait);
            revision = state.Revision;
            try
            {
                foreach (var open in context.Journal.All().Where(progress => !progress.IsOver && IsOver(progress.Round, state))) await steps.Delivery.CloseAsync(open, cancellation);
                if (HasEnded(context, state)) return;
                if (state.Round > 0) await TakePartAsync(context, state, steps, cancellation);
            }
            catch (MarketRefusedException refusal) when (!refusal.IsOfKey)
            {
                // A server that was put back to an older copy does not know what it said before; what it says next counts.
                context.Tell(AgentStep.Warned, state.Round, $"round {state.Round}: {refusal.Message}; asking again how the market stands");
            }
        }
    }

    private static async Task TakePartAsync(AgentContext context, RoundState state, RoundSteps steps, CancellationToken cancellation)
    {
        if (state.Phase == RoundPhase.Collecting && state.Entry is EntryState.Expected or EntryState.Receiving)
        {
            context.Journal.RemoveOldModels(state.Round);
            var expected = steps.Recovery.Expected(state.Round) ?? await steps.Training.TrainAsync(state.Round, cancellation);
            if (expected.Step == RoundStep.Trained) await steps.Upload.SendAsync(expected, cancellation);
            return;
        }

        var progress = state.Phase == RoundPhase.Delivering ? steps.Recovery.Delivered(state.Round) : context.Journal.Find(state.Round);
        if (progress is { Step: RoundStep.Trained } && state.Entry == EntryState.Accepted)
        {
            // The upload was accepted, but the answer was lost.
            await steps.Upload.SendAsync(progress, cancellation);
        }
        else if (state.Phase == RoundPhase.Delivering && progress is { Step: RoundStep.Accepted or RoundStep.Fetched })
        {
            await steps.Delivery.FetchAsync(progress, cancellation);
        }
        else if (progress is { IsOver: false } && state.Entry == EntryState.Excluded)
        {
            steps.Upload.Lose(progress, state.Reason);
        }
    }

    /// <summary>Receipts are final only when a round is done.</summary>
    private static bool IsOver(int round, RoundState state) => round < state.Round || (round == state.Round && state.Phase == RoundPhase.Done);

    private bool HasEnded(AgentContext context, RoundState state)
    {
        if (state.Market == MarketPhase.Closed) return true;
        if (Withdrawal.Find(folder) is not { } withdrawal || (state.Entry != EntryState.Unspecified && !IsOver(withdrawal.AfterRound, state))) return false;
        context.Tell(AgentStep.Left, state.Round, "the participant has withdrawn, and no round of its own is open: there is nothing left to do");
        return true;
    }

    private static async Task ReceiveInitialModelAsync(AgentContext context, CancellationToken cancellation)
    {
        var (path, terms) = (context.Folder.InitialModel, context.Terms);
        if (!File.Exists(path) || FileDigest.Of(path) != terms.InitialDigest)
        {
            await PieceReader.ReceiveAsync(
                path,
                path + ".part",
                terms.InitialDigest,
                terms.InitialBytes,
                offset => context.Calls.Make((client, options) => client.ReadInitialModelAsync(new ReadModelRequest { Offset = offset }, options), cancellation),
                () => context.Tell(AgentStep.Received, 0));
        }

        context.Layout.Read(path);
        context.Tell(AgentStep.Prepared, 0);
    }

    private RoundSteps Steps(AgentContext context, ILocalTrainer trainer, ImportedCentre imported) =>
        new(new(context), new(context, trainer, imported, Noise), new(context), new(context, new(context, trainer, imported)));

    private void WarnOfSharpUploads(AgentContext context)
    {
        if (config.Privacy is null) return;
        var uploads = context.Journal.All().Concat(context.Journal.Forgotten()).Where(progress => progress is { UploadDigest: not null, Blurred: false });
        if (uploads.DistinctBy(progress => progress.UploadDigest).Count() is not (var sharp and > 0)) return;
        context.Tell(AgentStep.Warned, 0, $"{sharp} earlier uploads went out without noise; what is said of privacy does not hold for them");
    }

    /// <summary>What is done in a round, and by whom.</summary>
    private sealed record RoundSteps(RoundRecovery Recovery, RoundTraining Training, RoundUpload Upload, RoundDelivery Delivery);
}
