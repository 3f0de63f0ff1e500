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
        var (options, seed) = (round.Options, round.Seed);
        using var model = round.Models.select(0, participant).DetachFromDisposeScope();
        using var centre = round.Proximal?.Centres.select(0, participant).DetachFromDisposeScope();
        _sgd.Begin(model, centre, round.Proximal?.Weight ?? 0, options);

        var batches = new RandomStream(seed, RandomPurpose.Batches, round.Round, participant);
        var walk = new BatchWalk(round.Partition.Participants[participant], options.BatchSize, batches);
        var crops = options.Augment ? new CropAndFlip(new RandomStream(seed, RandomPurpose.Augmentation, round.Round, participant)) : null;
        var (images, losses) = (0L, 0.0);
        for (var step = 0; step < options.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var samples = walk.Next();
            var (inputs, labels) = _batch.Fill(samples, crops);
            var loss = _sgd.Step(inputs, labels);
            if (!float.IsFinite(loss)) throw Diverged(participant, step, $"the loss is {loss}");
            images += samples.Length;
            losses += loss;
        }

        if (options.Steps > 0 && !IsFinite(model)) throw Diverged(participant, options.Steps - 1, "the model is no longer finite");
        return new LocalResult(images, options.Steps == 0 ? 0 : losses / options.Steps);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sgd.Dispose();
        _batch.Dispose();
    }

    private static bool IsFinite(Tensor model)
    {
        foreach (var number in model.Floats())
            if (!float.IsFinite(number)) return false;
        return true;
    }

    private DivergedException Diverged(int participant, int step, string what) => new(
        $"training diverged: participant {participant}, round {round.Round + 1}, step {step + 1}: {what}; " +
        $"try a learning rate below {round.Options.LearningRate}" +
        (round.Proximal is { } term ? $" or a proximal weight below {term.Weight}" : ""));
}
