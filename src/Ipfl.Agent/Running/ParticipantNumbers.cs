using Ipfl.Protocol.V1;

namespace Ipfl.Agent;

/// <summary>What the participant tells of itself: its report, at the beginning of each run.</summary>
internal sealed class ParticipantNumbers(AgentContext context)
{
    /// <summary>
    /// Sends the report, whose N counts what is trained on without what is held out for trials, and, in a market with a probe, the shares of the
    /// classes, which count once and for all.
    /// </summary>
    /// <exception cref="MarketRefusedException">The server refuses it.</exception>
    public async Task SendAsync(ILocalTrainer trainer, CancellationToken cancellation)
    {
        var settings = context.Config.Report;
        if (settings.Samples is { } said && trainer.TrainingSamples is { } held && said != held)
            context.Tell(AgentStep.Warned, 0, $"report.samples is {said}, but there are {held} training samples");
        var report = new ParticipantReport { Samples = settings.Samples ?? trainer.TrainingSamples!.Value, GainScale = settings.GainScale };
        if (settings.SharingCost is { } cost) report.SharingCost = cost;
        var request = new SendReportRequest { Report = report };

        request.ClassShares.Add(ClassShares(trainer));
        var reply = await context.Calls.Make((client, options) => client.SendReportAsync(request, options), cancellation);
        context.Tell(AgentStep.Reported, 0, $"reported: {Counted.Of(report.Samples, "sample")}, sharing cost {(report.HasSharingCost ? $"{report.SharingCost}" : "never")}, gain scale {report.GainScale}; {Since(reply.EffectiveRound)}");
    }

    private string Since(int round) => round > context.Terms.Rounds ? "the market has no round left that counts it" : $"counts from round {round} on";

    /// <summary>
    /// The shares of the classes, as they were told first: the server takes no others later, whatever the data are by then. With noise none,
    /// as they tell of the data what no noise covers.
    /// </summary>
    private IReadOnlyList<double> ClassShares(ILocalTrainer trainer)
    {
        if (context.Terms.Evidence != "probe" || context.Config.Privacy is not null) return [];
        var path = context.Folder.ClassShares;
        if (StateJson.Find<double[]>(path) is { } told) return told;
        if (trainer.ClassShares is not { } shares) return [];
        StateJson.Write(path, shares);
        return shares;
    }
}
