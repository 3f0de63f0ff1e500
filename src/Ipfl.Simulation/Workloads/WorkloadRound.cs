using Ipfl.Data;
using Ipfl.Learning;
using static TorchSharp.torch;

namespace Ipfl.Simulation;

/// <summary>One round of local training, whatever is trained: see <see cref="TrainingRound"/>, which is that of images.</summary>
/// <param name="Models">Float32, contiguous, [m, d]; trained in place.</param>
/// <param name="Partition">Each participant's training samples.</param>
/// <param name="Term">What the local loss gains, or null for the plain loss.</param>
/// <param name="Options">How it is trained.</param>
/// <param name="Seed">The run's seed; all draws come from streams of it, <paramref name="Round"/> and the participant.</param>
/// <param name="Round">0-based round.</param>
public sealed record WorkloadRound(Tensor Models, Partition Partition, LocalTerm? Term, TrainingOptions Options, long Seed, int Round)
{
    /// <summary>Whether these are an algorithm's further models: they draw other batches than the participants' own.</summary>
    public bool Further { get; init; }

    /// <summary>Who trains, each named once; null means everybody. The models of the others stay as they are.</summary>
    public IReadOnlyList<int>? Trained { get; init; }

    /// <summary>Those whose loss gains no term, though there is one.</summary>
    public IReadOnlyCollection<int> WithoutTerm { get; init; } = [];

    /// <summary>Whether one whose training diverges goes back to the model that it began with; otherwise the round ends there.</summary>
    public bool RestoresDiverged { get; init; }
}
