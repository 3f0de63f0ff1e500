using Ipfl.Data;

namespace Ipfl.Simulation;

/// <summary>Where the workloads of one kind of tasks come from.</summary>
internal abstract class WorkloadSource
{
    /// <summary>Whether the product holds small data for a task, to serve where the data in full are not here.</summary>
    public virtual bool HasEmbedded(TaskDefinition task) => false;

    /// <summary>A configuration with the folder that its data would be loaded from; nothing is read.</summary>
    public abstract ExperimentConfig Pin(ExperimentConfig config);

    /// <summary>Loads what a configuration with its folder named asks for.</summary>
    /// <exception cref="InvalidDataException">A data file is damaged.</exception>
    /// <exception cref="IOException">A data file is missing or cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public abstract Workload Load(ExperimentConfig config, Loading loading);
}
