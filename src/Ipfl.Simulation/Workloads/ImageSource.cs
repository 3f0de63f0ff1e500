using Ipfl.Data;

namespace Ipfl.Simulation;

/// <summary>Image sets from the data folder, or from inside the product.</summary>
internal sealed class ImageSource : WorkloadSource
{
    public override bool HasEmbedded(TaskDefinition task) => DataSets.Find(task.DataSet).HasEmbeddedSubset;

    public override ExperimentConfig Pin(ExperimentConfig config) =>
        IsEmbedded(config) ? config : config.With(("data_dir", DataFolder.ForLoading(config.DataDir, config.Task.DataSet) ?? Experiment.EmbeddedData));

    public override Workload Load(ExperimentConfig config, Loading loading)
    {
        var data = DataSets.Find(config.Task.DataSet).Load(IsEmbedded(config) ? null : config.DataDir, config.Participants, loading);
        return ImageWorkload.Of(config.Task, data, architecture: null);
    }

    private static bool IsEmbedded(ExperimentConfig config) => config.Task.EmbeddedOnly || config.DataDir == Experiment.EmbeddedData;
}
