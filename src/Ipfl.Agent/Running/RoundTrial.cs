using System.Globalization;

namespace Ipfl.Agent;

/// <summary>Tries the centre that was bought: whether the next round uses it is decided once, and kept before it is told.</summary>
internal sealed class RoundTrial(AgentContext context, ILocalTrainer trainer, ImportedCentre imported)
{
    /// <summary>Decides about the centre of a round that is fetched, where the market asks for it; what was decided about the same centre before stands.</summary>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public async Task<RoundProgress> DecideAsync(RoundProgress progress, CancellationToken cancellation)
    {
        if (MarketImport.HeldOut(context.Terms, context.Config) <= 0 || progress.Decision is not null) return progress;
        var losses = await LossesAsync(progress, cancellation);
        progress = context.Journal.Keep(progress with { Trial = new(progress.Result!.CentreDigest, losses?.Favours ?? true, losses) });
        context.Tell(AgentStep.Tried, progress.Round, losses is null ? "" : Told(progress.Round, losses));
        return progress;
    }

    /// <summary>The losses; null where the trainer gives none: nothing speaks against the centre then.</summary>
    private async Task<TrialLosses?> LossesAsync(RoundProgress progress, CancellationToken cancellation)
    {
        var work = context.Folder.TrialWork;
        if (Directory.Exists(work)) Directory.Delete(work, recursive: true);
        Directory.CreateDirectory(work);
        try
        {
            return await trainer.TryAsync(new(progress.Round, context.Folder.Round(progress.Round).Own, Tried(progress, work), work), cancellation);
        }
        catch (TrainerFailedException error)
        {
            context.Tell(AgentStep.Warned, progress.Round, $"round {progress.Round}: the centre is used untried: {error.Message}");
            return null;
        }
    }

    /// <summary>The model that the participant would go on from with the centre.</summary>
    private string Tried(RoundProgress progress, string work)
    {
        var centre = imported.Fetched(progress);
        if (MarketImport.IsMean(context.Terms)) return centre;
        var (path, own) = (Path.Combine(work, "landing.safetensors"), context.Layout.Read(context.Folder.Round(progress.Round).Own));
        context.Layout.Write(path, LandingPoint.Of(context.Terms, progress.Round + 1, context.PullWeight, own, context.Layout.Read(centre)));
        return path;
    }

    private static string Told(int round, TrialLosses losses) => string.Create(
        CultureInfo.InvariantCulture,
        $"round {round}: on {losses.Samples} held-out samples the loss with the centre is {losses.Centre:F4}, without it {losses.Own:F4}: {(losses.Favours ? "it is used" : "it is rejected")}");
}
