using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>What one worker thread needs to train participants, one after another.</summary>
internal sealed class TrainingWorker(ModelArchitecture architecture, TrainingRound round, PixelTable table) : IDisposable
{
    private readonly LocalSgd _sgd = new(architecture);
    private readonly ImageBatch _batch = new(round.Data, table, round.Options.BatchSize);

    /// <summary>The whole local training of one participant in this round.</summary>
    public LocalResult Train(int participant, CancellationToken cancellation)
    {
        using var model = round.Models.select(0, participant).DetachFromDisposeScope();
        using var before = round.RestoresDiverged ? model.clone().DetachFromDisposeScope() : null;
        var result = Train(participant, model, cancellation);

        // As numbers: a tensor's copy would tell libtorch that all models have changed, those in training on other threads too.
        if (result.Diverged) before!.Floats().CopyTo(model.Floats());
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sgd.Dispose();
        _batch.Dispose();
    }

    private LocalResult Train(int participant, Tensor model, CancellationToken cancellation)
    {
        var options = round.Options;
        var term = round.WithoutTerm.Contains(participant) ? null : round.Term;
        using var centre = term?.CentreOf(participant).DetachFromDisposeScope();
        _sgd.Begin(model, centre is null ? null : (term!, centre), options, Draws.Dropout(round, participant));

        var walk = new BatchWalk(round.Partition.Participants[participant], options.BatchSize, Draws.Batches(round, participant));
        var crops = options.Augment ? ImageViews.Augmented(round.Data, table, Draws.Augmentation(round, participant)) : null;
        var outcome = new LocalOutcome(round, participant);
        for (var step = 0; step < options.Steps && !outcome.HasDiverged; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var samples = walk.Next();
            var (inputs, labels) = _batch.Fill(samples, crops);
            outcome.Add(samples.Length, _sgd.Step(inputs, labels));
        }

        return outcome.End(outcome.HasDiverged || IsFinite(model));
    }

    private static bool IsFinite(Tensor model)
    {
        foreach (var number in model.Floats())
            if (!float.IsFinite(number)) return false;
        return true;
    }
}
