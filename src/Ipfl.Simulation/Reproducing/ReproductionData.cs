namespace Ipfl.Simulation;

/// <summary>Finds out which tasks have their data here. A set is looked at once, however many tasks use it.</summary>
internal sealed class ReproductionData
{
    private readonly Dictionary<(string Set, int Participants), string?> _missing = [];

    public List<TaskRemark> LeftOut { get; } = [];

    public List<TaskRemark> OnEmbeddedData { get; } = [];

    /// <summary>The configuration to run a task with, or null where its data is not here.</summary>
    /// <param name="config">What was asked for.</param>
    /// <param name="finished">Whether all its runs are there, so that no data is needed.</param>
    /// <exception cref="InvalidDataException">Data is here, but damaged.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder that was named does not exist.</exception>
    public ExperimentConfig? For(ExperimentConfig config, Func<bool> finished)
    {
        var embedded = config.Task.Source.HasEmbedded(config.Task);
        if (!embedded && finished()) return config;
        var missing = Missing(config);
        if (embedded && (missing is not null || config.Task.Source.Pin(config).DataDir == Experiment.EmbeddedData))
        {
            var reason = missing ?? $"'ipfl data fetch {config.Task.DataSet}' downloads {config.Task.DataSet}";
            OnEmbeddedData.Add(new(config.Task.Id, reason));
            return config.With(("data_dir", Experiment.EmbeddedData));
        }

        if (missing is null) return config;
        LeftOut.Add(new(config.Task.Id, missing));
        return null;
    }

    private string? Missing(ExperimentConfig config)
    {
        var key = (config.Task.DataSet, config.Participants);
        if (!_missing.TryGetValue(key, out var missing)) _missing[key] = missing = Look(config);
        return missing;
    }

    private static string? Look(ExperimentConfig config)
    {
        try
        {
            Experiment.LoadWorkload(config);
            return null;
        }
        catch (FileNotFoundException error)
        {
            return error.Message;
        }
    }
}
