namespace Ipfl.Agent;

/// <summary>What was bought, as the participant's own training uses it.</summary>
internal sealed class ImportedCentre(AgentContext context)
{
    /// <summary>The centre that the next round builds on; null where nothing was bought, it was not paid, or it was rejected.</summary>
    public string? Of(RoundProgress progress) =>
        progress.Decision is { IsUsed: false } || !File.Exists(context.Folder.Round(progress.Round).Centre) ? null : Fetched(progress);

    /// <summary>The centre of a round that is fetched, without the participant's own noise.</summary>
    public string Fetched(RoundProgress progress)
    {
        var files = context.Folder.Round(progress.Round);
        if (!progress.Blurred) return files.Centre;
        var weight = MarketImport.IsMean(context.Terms) ? progress.Result!.OwnWeight : 1;
        context.Layout.Write(
            files.SharpCentre, UploadBlur.Sharpen(context.Layout.Read(files.Centre), context.Layout.Read(files.Own), context.Layout.Read(files.Blurred), weight));
        return files.SharpCentre;
    }
}
