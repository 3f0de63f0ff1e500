using System.Globalization;
using Ipfl.Protocol;

namespace Ipfl.Agent;

/// <summary>Trains the model of a round and lays ready what is uploaded. Each step finds what the former run left and does not do it again.</summary>
internal sealed class RoundTraining(AgentContext context, ILocalTrainer trainer, ImportedCentre imported, INormalNoise noise)
{
    private readonly ReleaseLog _releases = new(context.Folder);

    /// <summary>The round's progress, trained or skipped.</summary>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public async Task<RoundProgress> TrainAsync(int round, CancellationToken cancellation)
    {
        var files = context.Folder.Round(round);
        Directory.CreateDirectory(files.Path);
        try
        {
            if (!File.Exists(files.Own)) await TrainAsync(round, files, cancellation);
        }
        catch (TrainerFailedException error)
        {
            var skipped = context.Journal.Keep(new RoundProgress(round, RoundStep.Skipped) { Reason = error.Message });
            context.Tell(AgentStep.Missed, round, $"round {round}: not trained, so nothing is uploaded: {error.Message}");
            return skipped;
        }

        return LayReady(round, files);
    }

    private async Task TrainAsync(int round, RoundFiles files, CancellationToken cancellation)
    {
        var work = context.Folder.Work;
        if (Directory.Exists(work)) Directory.Delete(work, recursive: true);
        Directory.CreateDirectory(work);
        var (start, centre) = Starting(round);
        context.Tell(AgentStep.Training, round, $"round {round}: training");
        var local = new LocalRound(round, start, centre, context.PullWeight, work);
        var measures = await trainer.TrainAsync(local, cancellation);
        var model = ReadTrained(local.Trained);

        // The model comes last: where it is, the rest is.
        StateJson.Write(files.Measures, measures);
        KeepAdapter(local, files);
        context.Layout.Write(files.Own, model);
        context.Tell(AgentStep.Trained, round, $"round {round}: trained{Shown(measures)}");
    }

    private static void KeepAdapter(LocalRound local, RoundFiles files)
    {
        if (!Directory.Exists(local.Adapter)) return;
        if (Directory.Exists(files.Adapter)) Directory.Delete(files.Adapter, recursive: true);
        Directory.Move(local.Adapter, files.Adapter);
    }

    /// <summary>Where training begins, and what it is pulled to; after a mean of models, to nothing.</summary>
    private (string Start, string? Centre) Starting(int round)
    {
        if (context.Journal.Base(round) is not { } last) return (context.Folder.InitialModel, null);
        var files = context.Folder.Round(last.Round);
        if (!File.Exists(files.Own)) throw new InvalidDataException($"{files.Own}: is missing; restore it from a copy");
        var centre = imported.Of(last);
        return MarketImport.IsMean(context.Terms) ? (centre ?? files.Own, null) : (files.Own, centre ?? files.Own);
    }

    private float[] ReadTrained(string path)
    {
        try
        {
            return context.Layout.Read(path);
        }
        catch (InvalidDataException error)
        {
            throw new TrainerFailedException(error.Message, error);
        }
    }

    private RoundProgress LayReady(int round, RoundFiles files)
    {
        var privacy = context.Config.Privacy;
        if (privacy is not null && !File.Exists(files.Blurred))
        {
            var blur = new UploadBlur(privacy, noise);
            context.Layout.Write(files.Blurred, blur.Blur(context.Layout.Read(files.Own), context.Layout.Read(context.Folder.InitialModel)));
        }

        var digest = FileDigest.Of(privacy is null ? files.Own : files.Blurred);
        if (privacy is not null) Count(round, digest, privacy);

        // What the participant measured on its data is given away only where its model is.
        var measures = privacy is null ? StateJson.Find<LocalMeasures>(files.Measures) ?? new(null, null) : new(null, null);
        var ready = context.Journal.Keep(new RoundProgress(round, RoundStep.Trained) { UploadDigest = digest, Blurred = privacy is not null, Measures = measures });
        context.Tell(AgentStep.Ready, round);
        return ready;
    }

    private void Count(int round, string digest, PrivacySettings privacy)
    {
        _releases.Count(new(round, digest, privacy.Clip, privacy.Noise));
        var spent = _releases.Spent(privacy.Delta);
        context.Tell(AgentStep.Counted, round, string.Create(CultureInfo.InvariantCulture, $"round {round}: uploads so far are ({spent.Epsilon:G4}, {spent.Delta:G4})-differentially private ({spent.Releases} releases)"));
    }

    private static string Shown(LocalMeasures measures) =>
        (measures.Accuracy is { } accuracy ? $", accuracy {accuracy:F3}" : "") + (measures.Loss is { } loss ? $", loss {loss:F3}" : "");
}
