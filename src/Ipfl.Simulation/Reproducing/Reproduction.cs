namespace Ipfl.Simulation;

/// <summary>What to reproduce.</summary>
/// <param name="Scale">Rounds, steps and seeds.</param>
/// <param name="Tasks">Ids of tasks, in any order; null is all that the paper has.</param>
/// <param name="Algorithms">Algorithm names, none twice.</param>
/// <param name="Seeds">Seeds, none twice; null is the scale's own.</param>
/// <param name="Settings">Settings for every task, over those of the scale.</param>
/// <param name="Folder">The folder for all results.</param>
public sealed record ReproductionRequest(
    ReproductionScale Scale,
    IReadOnlyList<string>? Tasks,
    IReadOnlyList<string> Algorithms,
    IReadOnlyList<long>? Seeds,
    IReadOnlyList<ConfigValue> Settings,
    string Folder);

/// <summary>A task of a reproduction.</summary>
/// <param name="Config">Its configuration, but for algorithm and seed.</param>
/// <param name="Folder">The folder of its comparison.</param>
/// <param name="Comparison">The comparison.</param>
public sealed record ReproductionTask(ExperimentConfig Config, string Folder, Comparison Comparison);

/// <summary>A remark on a task's data: one line that says what is missing and how to get it.</summary>
public sealed record TaskRemark(string Task, string Remark);

/// <summary>
/// The paper's comparisons of all algorithms on all tasks. Each task is a comparison in a folder of its own, so that what has been run once
/// is not run again, whichever figure asks for it.
/// </summary>
public sealed class Reproduction
{
    private readonly ReproductionRequest _request;

    private Reproduction(ReproductionRequest request, ReproductionData data)
    {
        _request = request;
        Seeds = request.Seeds ?? request.Scale.Seeds;
        Tasks = [.. Chosen(request.Tasks).Select(task => Plan(task, data)).OfType<ReproductionTask>()];
        (LeftOut, OnEmbeddedData) = (data.LeftOut, data.OnEmbeddedData);
    }

    /// <summary>The tasks that can be reproduced: all of the catalogue on images but those that only serve as a demo.</summary>
    public static IReadOnlyList<TaskDefinition> AllTasks { get; } = [.. TaskCatalogue.All.Where(task => task is { EmbeddedOnly: false, Kind: TaskKind.Images })];

    /// <summary>The tasks whose data is here, in the order of the catalogue.</summary>
    public IReadOnlyList<ReproductionTask> Tasks { get; }

    /// <summary>The tasks whose data is not here, and the remedy.</summary>
    public IReadOnlyList<TaskRemark> LeftOut { get; }

    /// <summary>The tasks that run on the subset inside the product, because the data in full is not here.</summary>
    public IReadOnlyList<TaskRemark> OnEmbeddedData { get; }

    /// <summary>The seeds.</summary>
    public IReadOnlyList<long> Seeds { get; }

    /// <summary>Plans a reproduction: finds the data and checks everything, so that nothing fails after hours that could fail at once.</summary>
    /// <exception cref="InvalidDataException">A name is unknown, a setting is refused, data is damaged or here for no task, or a folder holds other runs.</exception>
    /// <exception cref="DirectoryNotFoundException">The data folder that was named does not exist.</exception>
    public static Reproduction Plan(ReproductionRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var reproduction = new Reproduction(request, new ReproductionData());
        if (reproduction.Tasks.Count > 0) return reproduction;
        var reasons = reproduction.LeftOut.Select(task => task.Remark).Distinct();
        throw new InvalidDataException($"none of the tasks {string.Join(", ", reproduction.LeftOut.Select(task => task.Task))} has its data here: {string.Join("; ", reasons)}");
    }

    /// <summary>Writes <c>FIGURE.json</c>, from which the figure's report is made.</summary>
    /// <exception cref="InvalidDataException">The folder cannot be created or written to.</exception>
    public void Describe(string figure)
    {
        ReproductionDescription.Write(_request.Folder, figure, new ReproductionDescription(
            figure, _request.Scale.Name, ReproductionDescription.Changed(_request.Settings), _request.Algorithms, Seeds, [.. Tasks.Select(task => task.Config.Task.Id)], LeftOut));
    }

    private static IEnumerable<TaskDefinition> Chosen(IReadOnlyList<string>? ids)
    {
        if (ids is null) return AllTasks;
        if (ids.Count == 0) throw new InvalidDataException("--tasks: found none; at least one is needed");
        var known = AllTasks.Select(task => task.Id).ToArray();
        foreach (var id in ids.Where(id => !known.Contains(id)))
        {
            var hint = Spelling.Nearest(id, known) is { } nearest ? $"; did you mean {nearest}?" : "";
            throw new InvalidDataException($"--tasks: found '{id}'; allowed are {string.Join(", ", known)}{hint}");
        }

        return AllTasks.Where(task => ids.Contains(task.Id));
    }

    private ReproductionTask? Plan(TaskDefinition task, ReproductionData data)
    {
        var config = ExperimentConfig.Resolve([new("task", task.Id, "--tasks"), .. _request.Scale.Settings(task), .. _request.Settings]);
        var folder = Path.Combine(_request.Folder, task.Id);
        return data.For(config, () => Comparison.HasAll(folder, _request.Algorithms, Seeds)) is { } found
            ? new(found, folder, Comparison.Plan(found, _request.Algorithms, Seeds, folder))
            : null;
    }
}
