using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// Trains one participant after another on a device, with the random draws of <see cref="ParallelTrainer"/>. Images, models and centres lie
/// on the device; it is waited for once per participant, when its losses are read.
/// </summary>
internal sealed class DeviceTrainer(ModelArchitecture architecture, ResidentSets sets) : ITrainer
{
    /// <inheritdoc/>
    public LocalResult[] Train(TrainingRound round, Action<int>? finished, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(round);
        TrainingChecks.Check(round, architecture);
        using var scope = NewDisposeScope();
        using var scaling = new PixelScaling(round.Normalisation, round.Data.Shape.Channels, sets.Device);
        using var models = sets.OnDevice(round.Models);
        using var centres = round.Term is { } term ? sets.OnDevice(term.Centres) : null;
        using var training = new DeviceTraining(architecture, round with { Models = models, Term = round.Term?.With(centres!) }, sets, scaling);
        var results = new LocalResult[round.Partition.Participants.Count];
        try
        {
            foreach (var participant in round.Trained ?? [.. Enumerable.Range(0, results.Length)])
            {
                results[participant] = training.Train(participant, cancellation);
                finished?.Invoke(participant);
            }
        }
        finally
        {
            ResidentSets.Return(models, round.Models);
        }

        return results;
    }
}
