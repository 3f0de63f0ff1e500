using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>What is needed to train participants on a device in one round; models and centres of the round lie there.</summary>
internal sealed class DeviceTraining(ModelArchitecture architecture, TrainingRound round, ResidentSets sets, PixelScaling scaling) : IDisposable
{
    private readonly DeviceSgd _sgd = new(architecture, round.Options, sets.Device);
    private readonly ResidentImages _images = sets.Of(round.Data);

    /// <summary>The whole local training of one participant.</summary>
    public LocalResult Train(int participant, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var model = round.Models.select(0, participant);
        var before = round.RestoresDiverged ? model.clone() : null;
        var term = round.WithoutTerm.Contains(participant) ? null : round.Term;
        _sgd.Begin(model, term is null ? null : (term, term.CentreOf(participant)), Draws.Dropout(round, participant));

        var sizes = Step(participant, cancellation);
        var (losses, isFinite) = _sgd.Read();
        var outcome = new LocalOutcome(round, participant);
        for (var step = 0; step < losses.Length && !outcome.HasDiverged; step++) outcome.Add(sizes[step], losses[step]);
        var result = outcome.End(isFinite);
        if (result.Diverged) model.copy_(before!);
        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => _sgd.Dispose();

    /// <summary>Hands the device all steps; gives each one's number of images.</summary>
    private int[] Step(int participant, CancellationToken cancellation)
    {
        var options = round.Options;
        var walk = new BatchWalk(round.Partition.Participants[participant], options.BatchSize, Draws.Batches(round, participant));
        var view = options.Augment ? DeviceViews.Augmented(round.Data, Draws.Augmentation(round, participant)) : DeviceViews.Whole(round.Data);
        using var batches = new BatchesAhead(walk, view, options.Steps, sets.Device);
        var sizes = new int[options.Steps];
        for (var step = 0; step < sizes.Length; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (indices, numbers) = batches.Next();
            _sgd.Step(view.Inputs(_images.Pixels(indices), numbers, scaling), _images.Labels(indices));
            sizes[step] = (int)indices.shape[0];
        }

        return sizes;
    }
}
