using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>Local SGD: spec defaults in each property.</summary>
public sealed record TrainingOptions
{
    /// <summary>SGD steps per participant and round; at least 0.</summary>
    public int Steps { get; init; } = 200;

    /// <summary>Images per step; at least 1. The last batch of a shuffle may be smaller.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Learning rate; positive. Of adapters, whose schedule may end there, also 0, which trains nothing.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Momentum in [0, 1); its buffer starts at zero in every round.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Weight decay; at least 0.</summary>
    public double WeightDecay { get; init; } = 1e-5;

    /// <summary>Whether training images are cropped and flipped at random, as their set allows: see <see cref="ImageSet.Augmentation"/>.</summary>
    public bool Augment { get; init; } = true;
}

/// <summary>One round of local training of all participants, whatever they train on: what trainers of all kinds are told.</summary>
/// <param name="Models">Float32, contiguous, shape [m, d]; trained in place.</param>
/// <param name="Partition">Each participant's samples.</param>
/// <param name="Term">What the local loss gains, or null for the plain loss.</param>
/// <param name="Options">The optimiser's settings.</param>
/// <param name="Seed">The run's seed; all that is drawn uses streams derived from it, <paramref name="Round"/> and the participant.</param>
/// <param name="Round">0-based round.</param>
public record LocalRound(Tensor Models, Partition Partition, LocalTerm? Term, TrainingOptions Options, long Seed, int Round)
{
    /// <summary>Whether these are an algorithm's further models: they draw other batches and crops than the participants' own.</summary>
    public bool Further { get; init; }

    /// <summary>Who trains, each named once; null means everybody. The models of the others stay as they are, and their results are zero.</summary>
    public IReadOnlyList<int>? Trained { get; init; }

    /// <summary>Those whose loss gains no term, though there is one.</summary>
    public IReadOnlyCollection<int> WithoutTerm { get; init; } = [];

    /// <summary>
    /// Whose streams each row draws from, by the row; null means that row k draws from those of participant k. A participant that trains by
    /// itself has one row, and draws what it would draw among all.
    /// </summary>
    public IReadOnlyList<int>? Streams { get; init; }

    /// <summary>The participant whose streams row <paramref name="row"/> draws from.</summary>
    internal int NumberOf(int row) => Streams?[row] ?? row;

    /// <summary>Whether one whose training diverges goes back to the model that it began with; otherwise the round ends there.</summary>
    public bool RestoresDiverged { get; init; }
}

/// <summary>One round of local training on images.</summary>
/// <param name="Models">Float32, contiguous, shape [m, d]; trained in place.</param>
/// <param name="Data">The training images, shared by all.</param>
/// <param name="Normalisation">How bytes become inputs.</param>
/// <param name="Partition">Each participant's samples.</param>
/// <param name="Term">What the local loss gains, or null for the plain loss.</param>
/// <param name="Options">SGD settings.</param>
/// <param name="Seed">The run's seed; batches and augmentation use streams derived from it, <paramref name="Round"/> and the participant.</param>
/// <param name="Round">0-based round.</param>
public sealed record TrainingRound(
    Tensor Models,
    ImageSet Data,
    PixelNormalisation Normalisation,
    Partition Partition,
    LocalTerm? Term,
    TrainingOptions Options,
    long Seed,
    int Round) : LocalRound(Models, Partition, Term, Options, Seed, Round);

/// <summary>What one participant's local training gave.</summary>
/// <param name="Images">Training images processed.</param>
/// <param name="MeanLoss">Mean cross-entropy over the steps (without the added term) up to where it diverged; 0 when there were none.</param>
public readonly record struct LocalResult(long Images, double MeanLoss)
{
    /// <summary>Whether training ran away and the model is again the one that it began with.</summary>
    public bool Diverged { get; init; }
}

/// <summary>
/// The seam behind which training can be replaced: all participants' models of one architecture, one round. Results may not depend on
/// the number of threads.
/// </summary>
public interface ITrainer
{
    /// <summary>Trains every participant in place and reports each one as it ends.</summary>
    /// <param name="round">What to train.</param>
    /// <param name="finished">Called with a participant's index when it ends, from any thread, one call at a time; may be null.</param>
    /// <param name="cancellation">Stops after the current step with <see cref="OperationCanceledException"/>; the models are then partly trained.</param>
    /// <exception cref="DivergedException">A participant's loss became NaN or infinite, and the round does not restore it.</exception>
    LocalResult[] Train(TrainingRound round, Action<int>? finished, CancellationToken cancellation);
}

/// <summary>Training ran away: a loss is no longer finite. The message names participant, round and step, counted from 1.</summary>
public sealed class DivergedException(string message) : Exception(message);
