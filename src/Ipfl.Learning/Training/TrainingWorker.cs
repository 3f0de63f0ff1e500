using Ipfl.Data;
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
        var dropout = Stream(RandomPurpose.Dropout, RandomPurpose.FurtherDropout, participant);
        _sgd.Begin(model, centre is null ? null : (term!, centre), options, dropout);

        var batches = Stream(RandomPurpose.Batches, RandomPurpose.FurtherBatches, participant);
        var walk = new BatchWalk(round.Partition.Participants[participant], options.BatchSize, batches);
        var crops = options.Augment
            ? ImageViews.Augmented(round.Data, table, Stream(RandomPurpose.Augmentation, RandomPurpose.FurtherAugmentation, participant))
            : null;
        var (images, losses) = (0L, 0.0);
        for (var step = 0; step < options.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var samples = walk.Next();
            var (inputs, labels) = _batch.Fill(samples, crops);
            var loss = _sgd.Step(inputs, labels);
            if (!float.IsFinite(loss)) return Diverged(participant, step, $"the loss is {loss}", images, losses);
            images += samples.Length;
            losses += loss;
        }

        if (options.Steps > 0 && !IsFinite(model)) return Diverged(participant, options.Steps - 1, "the model is no longer finite", images, losses);
        return new LocalResult(images, options.Steps == 0 ? 0 : losses / options.Steps);
    }

    private RandomStream Stream(RandomPurpose own, RandomPurpose further, int participant) =>
        new(round.Seed, round.Further ? further : own, round.Round, Number(participant));

    private int Number(int row) => round.Streams?[row] ?? row;

    private static bool IsFinite(Tensor model)
    {
        foreach (var number in model.Floats())
            if (!float.IsFinite(number)) return false;
        return true;
    }

    private LocalResult Diverged(int participant, int step, string what, long images, double losses) => round.RestoresDiverged
        ? new LocalResult(images, step == 0 ? 0 : losses / step) { Diverged = true }
        : throw RanAway(participant, step, what);

    private DivergedException RanAway(int participant, int step, string what) => new(
        $"training diverged: participant {Number(participant)}, round {round.Round + 1}, step {step + 1}: {what}; " +
        $"try a learning rate below {round.Options.LearningRate}" +
        (round.Term is { } term ? $" or a {term.Kind} weight below {term.Weight}" : ""));
}
