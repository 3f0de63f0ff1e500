using Ipfl.Protocol;
using Ipfl.Protocol.V1;

namespace Ipfl.Agent;

/// <summary>After a round is settled: fetches what was bought, tries it, confirms or rejects it, and keeps result and receipt.</summary>
internal sealed class RoundDelivery(AgentContext context, RoundTrial trial)
{
    /// <summary>Fetches the centre and says what the trial gave, as far as that is still to be done.</summary>
    public async Task<RoundProgress> FetchAsync(RoundProgress progress, CancellationToken cancellation)
    {
        if (progress.Step == RoundStep.Accepted) progress = await ReceiveAsync(progress, cancellation);
        if (progress.Step != RoundStep.Fetched) return progress;
        progress = await trial.DecideAsync(progress, cancellation);
        var confirm = Verdict(progress);
        try
        {
            var result = Read(await context.Calls.Make((client, options) => client.ConfirmCentreAsync(confirm, options), cancellation));
            progress = context.Journal.Keep(progress with { Step = RoundStep.Confirmed, Result = result });
            context.Tell(AgentStep.Confirmed, progress.Round, $"round {progress.Round}: {(result.Rejected ? "centre rejected, nothing paid" : $"centre confirmed, paid {result.Paid:F6}")}");
        }
        catch (MarketRefusedException refusal) when (!refusal.IsOfKey)
        {
            context.Tell(AgentStep.Warned, progress.Round, $"round {progress.Round}: the centre was not confirmed: {refusal.Message}");
        }

        return progress;
    }

    /// <summary>Closes a round that is over for the server: what counted is done with its receipt, what did not is lost.</summary>
    public async Task<RoundProgress> CloseAsync(RoundProgress progress, CancellationToken cancellation)
    {
        var request = new GetResultRequest { Round = progress.Round };
        Result reply;
        try
        {
            reply = await context.Calls.Make((client, options) => client.GetResultAsync(request, options), cancellation);
        }
        catch (MarketRefusedException refusal) when (!refusal.IsOfKey)
        {
            return new RoundUpload(context).Lose(progress, refusal.Message);
        }

        if (reply.Entry == EntryState.Accepted) return await FinishAsync(progress, reply, cancellation);
        return new RoundUpload(context).Lose(progress, reply.Reason.Length > 0 ? reply.Reason : "it had not arrived when the round closed");
    }

    private async Task<RoundProgress> FinishAsync(RoundProgress progress, Result reply, CancellationToken cancellation)
    {
        var result = Read(reply);
        var files = context.Folder.Round(progress.Round);
        var asked = new GetReceiptRequest { Round = progress.Round };
        var receipt = await context.Calls.Make((client, options) => client.GetReceiptAsync(asked, options), cancellation);
        ReceiptFile.Keep(files, receipt, context.Enrolment, progress with { Result = result });

        // A centre that was not paid for is not used.
        if (result.State is not BoughtState.Posted) File.Delete(files.Centre);
        progress = context.Journal.Keep(progress with { Step = RoundStep.Done, Result = result });
        context.Tell(AgentStep.Done, progress.Round, Told(progress.Round, result));
        return progress;
    }

    private async Task<RoundProgress> ReceiveAsync(RoundProgress progress, CancellationToken cancellation)
    {
        var round = progress.Round;
        var reply = await context.Calls.Make((client, options) => client.GetResultAsync(new GetResultRequest { Round = round }, options), cancellation);
        var result = Read(reply);
        if (reply.Entry != EntryState.Accepted || result.State is BoughtState.None or BoughtState.Voided || result.CentreDigest.Length == 0) return progress;
        var files = context.Folder.Round(round);
        if (!File.Exists(files.Centre)) await ReceiveAsync(files, round, result, cancellation);
        progress = context.Journal.Keep(progress with { Step = RoundStep.Fetched, Result = result });
        context.Tell(AgentStep.Fetched, round, $"round {round}: bought of {string.Join(", ", result.Bought.Select(trade => trade.With))}; centre fetched, {result.CentreBytes} bytes");
        return progress;
    }

    private static ConfirmCentreRequest Verdict(RoundProgress progress)
    {
        var confirm = new ConfirmCentreRequest { Round = progress.Round, Digest = progress.Result!.CentreDigest };
        if (progress.Decision is not { } decided) return confirm;
        confirm.Verdict = decided.IsUsed ? CentreVerdict.Used : CentreVerdict.Rejected;

        if (decided.Losses is { } losses) confirm.Trial = Stated(losses);
        return confirm;
    }

    /// <summary>The losses as they can be stated: what a broken model gives is no number.</summary>
    private static Trial? Stated(TrialLosses losses)
    {
        if (!double.IsFinite(losses.Own + losses.Centre)) return null;
        var stated = new Trial { Samples = losses.Samples, OwnLoss = losses.Own, CentreLoss = losses.Centre };
        if (losses.Half is { } half && double.IsFinite(half)) stated.HalfLoss = half;
        return stated;
    }

    private Task ReceiveAsync(RoundFiles files, int round, RoundResult result, CancellationToken cancellation) => PieceReader.ReceiveAsync(
        files.Centre,
        files.PartialCentre,
        result.CentreDigest,
        result.CentreBytes,
        offset => context.Calls.Make((client, options) => client.ReadCentreAsync(new ReadCentreRequest { Round = round, Offset = offset }, options), cancellation),
        () => context.Tell(AgentStep.Received, round));

    private static RoundResult Read(Result reply) => new(
        [.. reply.Bought.Select(Read)],
        [.. reply.Sold.Select(Read)],
        reply.Settlement switch
        {
            Settlement.Pending => BoughtState.Pending,
            Settlement.Posted => BoughtState.Posted,
            Settlement.Voided => BoughtState.Voided,
            _ => BoughtState.None,
        },
        reply.CentreDigest,
        reply.CentreBytes,
        reply.Gain,
        reply.Paid,
        reply.Received,
        reply.SharingCost,
        reply.Utility,
        reply.BoughtBarred)
    {
        Rejected = reply.Verdict == CentreVerdict.Rejected,
        RealisedGain = reply.RealisedGain,
        OwnWeight = reply.OwnWeight,
        Remark = reply.Remark,
    };

    private static TradeWith Read(Trade trade) => new(trade.Counterpart, new MicroUnits(trade.Micros).ToString());

    private static string Told(int round, RoundResult result) =>
        $"round {round}: {(result.Barred ? "the account does not cover the worst case, so nothing could be bought; " : "")}{Told(result)}" +
        $"gain {result.Gain:F3}{(result.RealisedGain != 0 ? $", realised {result.RealisedGain:F3}" : "")}, paid {result.Paid:F3}, received {result.Received:F3}, sharing cost {result.SharingCost:F3}, utility {result.Utility:F3}" +
        (result.Remark.Length > 0 ? $"; the server remarks on the upload: {result.Remark}" : "");

    private static string Told(RoundResult result) => result switch
    {
        { Rejected: true } => "what was bought was rejected and is not paid; ",
        { State: BoughtState.Voided } => "what was bought was not confirmed in time and is not paid; ",
        _ => "",
    };
}
