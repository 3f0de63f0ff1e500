using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Simulation;

/// <summary>What the participants of an experiment hold, train and are judged on. Models are flat vectors θ, whatever they stand for.</summary>
public abstract class Workload
{
    /// <summary>The data's name.</summary>
    public abstract string DataName { get; }

    /// <summary>The data in a few words, as a run announces them.</summary>
    public virtual string Description => DataName;

    /// <summary>Whether the small data that ship inside the product serve.</summary>
    public virtual bool Embedded => false;

    /// <summary>What the data are and where to tell them from others: name, numbers of samples, digest.</summary>
    public virtual DataFacts Facts => new(DataName, Description, TrainingSamples);

    /// <summary>What the data call the participants, in their order; empty where they are called p0, p1, ….</summary>
    public virtual IReadOnlyList<string> ParticipantNames => [];

    /// <summary>Whether it is what a configuration names, and not a program's own.</summary>
    internal bool IsConfigured { get; set; }

    /// <summary>Names of the classes in the order of <see cref="LabelCounts"/>; empty where samples have none.</summary>
    public abstract IReadOnlyList<string> ClassNames { get; }

    /// <summary>How many training samples there are; partitions share out their numbers.</summary>
    public abstract int TrainingSamples { get; }

    /// <summary>d, the length of θ.</summary>
    public abstract long ModelSize { get; }

    /// <summary>How many of some training samples each class has.</summary>
    public abstract int[] LabelCounts(int[] samples);

    /// <summary>
    /// A sample's class, by which samples are held out and weighted: the place of the one count in <see cref="LabelCounts"/>; 0 where samples have none.
    /// Of test samples only where models are judged on them.
    /// </summary>
    /// <exception cref="NotSupportedException">The workload does not tell the classes of its test samples.</exception>
    public virtual int ClassOf(int sample, SampleSource source) => source == SampleSource.Training
        ? Math.Max(0, Array.FindIndex(LabelCounts([sample]), count => count > 0))
        : throw new NotSupportedException($"{DataName} does not tell the classes of test samples");

    /// <summary>The test samples that a participant with those training samples is judged on; empty where the workload does not tell.</summary>
    public virtual IReadOnlyList<int> TestSamplesOf(int[] samples) => [];

    /// <summary>Shares out the training samples as a configuration asks.</summary>
    /// <exception cref="InvalidDataException">The data cannot be shared out that way.</exception>
    public abstract Partition Split(ExperimentConfig config);

    /// <summary>As <see cref="Split(ExperimentConfig)"/>, for workloads that may take long over it.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InvalidDataException">As there.</exception>
    public virtual Partition Split(ExperimentConfig config, CancellationToken cancellation) => Split(config);

    /// <summary>θ⁰, where every participant begins: float32, [d]; the caller's.</summary>
    /// <exception cref="InvalidDataException">The configuration's initial model does not fit.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public abstract Tensor InitialModel(ExperimentConfig config);

    /// <summary>Writes a participant's model into a run's folder, whole or not at all.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="id">The participant.</param>
    /// <param name="model">Float32, contiguous, [d].</param>
    public abstract void WriteModel(RunFolder folder, string id, Tensor model);

    /// <summary>What a run takes that should be known before it begins, in a line; null where there is nothing to say.</summary>
    public virtual string? Needs(ExperimentConfig config, int threads) => null;

    /// <summary>Finds out, before anything is written, whether a run can begin.</summary>
    /// <exception cref="InvalidDataException">It cannot: a file is damaged, or there is too little memory.</exception>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    public virtual void EnsureRuns(ExperimentConfig config, int threads)
    {
    }

    /// <summary>What trains and judges models on a configuration's device.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="threads">Worker threads; results may not depend on them.</param>
    /// <exception cref="InvalidDataException">The device is not here.</exception>
    public abstract IWorkloadEngine Open(ExperimentConfig config, int threads);
}
