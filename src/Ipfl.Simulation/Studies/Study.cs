namespace Ipfl.Simulation;

/// <summary>A study to run.</summary>
/// <param name="Definition">Which.</param>
/// <param name="Scale">Rounds, steps and seeds.</param>
/// <param name="Task">A task's id; null is the study's first whose data is here.</param>
/// <param name="Algorithms">Algorithm names, none twice; null is the study's own.</param>
/// <param name="Seeds">Seeds, none twice; null is the scale's own.</param>
/// <param name="Ratios">Shares in (0, 1], none twice; null is the study's own.</param>
/// <param name="Settings">Settings for every variant, over those of the scale and the study.</param>
/// <param name="Folder">The folder for all results.</param>
public sealed record StudyRequest(
    StudyDefinition Definition,
    ReproductionScale Scale,
    string? Task,
    IReadOnlyList<string>? Algorithms,
    IReadOnlyList<long>? Seeds,
    IReadOnlyList<double>? Ratios,
    IReadOnlyList<ConfigValue> Settings,
    string Folder);

/// <summary>A variant of a study.</summary>
/// <param name="Variant">Which.</param>
/// <param name="Algorithms">What is run in it.</param>
/// <param name="Folder">The folder of its comparison.</param>
/// <param name="Comparison">The comparison.</param>
public sealed record StudyPart(StudyVariant Variant, IReadOnlyList<string> Algorithms, string Folder, Comparison Comparison);

/// <summary>
/// One task with several behaviours of its participants. Each variant is a comparison in <c>STUDY/VARIANT</c>, so that what has been run
/// once is not run again; all variants of a seed have the same partition and the same initial model.
/// </summary>
public sealed class Study
{
    private readonly StudyRequest _request;
    private readonly IReadOnlyList<string> _algorithms;
    private Workload? _workload;

    private Study(StudyRequest request)
    {
        _request = request;
        _algorithms = StudyChecks.Algorithms(request);
        StudyChecks.Settings(request);
        Seeds = request.Seeds ?? request.Scale.Seeds;
        var variants = request.Definition.VariantsAt(request.Scale, StudyChecks.Ratios(request));
        var found = new ReproductionData();
        Config = Chosen(variants, found);
        (OnEmbeddedData, WithoutData) = (found.OnEmbeddedData.FirstOrDefault(), found.LeftOut);
        Parts = [.. variants.Select(Plan).OfType<StudyPart>()];
    }

    /// <summary>What all variants have in common.</summary>
    public ExperimentConfig Config { get; }

    /// <summary>The variants, in their order.</summary>
    public IReadOnlyList<StudyPart> Parts { get; }

    /// <summary>The seeds.</summary>
    public IReadOnlyList<long> Seeds { get; }

    /// <summary>Why the task runs on the subset inside the product; null where it does not.</summary>
    public TaskRemark? OnEmbeddedData { get; }

    /// <summary>The tasks that would have come before, but have no data here.</summary>
    public IReadOnlyList<TaskRemark> WithoutData { get; }

    /// <summary>Plans a study: finds the data and checks everything, so that nothing fails after hours that could fail at once.</summary>
    /// <exception cref="InvalidDataException">A name is unknown, a setting or a share is refused, data is damaged or not here, or a folder holds other runs.</exception>
    /// <exception cref="DirectoryNotFoundException">The data folder that was named does not exist.</exception>
    public static Study Plan(StudyRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new(request);
    }

    /// <summary>Writes <c>STUDY.json</c>, from which the study's report is made.</summary>
    /// <exception cref="InvalidDataException">The folder cannot be created or written to.</exception>
    public void Describe()
    {
        var name = _request.Definition.Name;
        ReproductionDescription.Write(_request.Folder, name, new StudyDescription(
            name, _request.Scale.Name, ReproductionDescription.Changed(_request.Settings), Config.Task.Id, _algorithms, Seeds,
            [.. Parts.Select(part => new StudyVariantDescription(part.Variant.Name, part.Variant.Facets, part.Algorithms))]));
    }

    private ExperimentConfig Chosen(IReadOnlyList<StudyVariant> variants, ReproductionData found)
    {
        foreach (var task in StudyChecks.Tasks(_request))
            if (found.For(Resolve(task, null), () => variants.All(variant => Comparison.HasAll(FolderOf(variant), AlgorithmsOf(variant), Seeds))) is { } config) return config;
        throw new InvalidDataException($"{found.LeftOut[0].Task} has no data here: {found.LeftOut[0].Remark}");
    }

    private StudyPart? Plan(StudyVariant variant)
    {
        var algorithms = AlgorithmsOf(variant);
        if (algorithms.Count == 0) return null;
        var config = Resolve(Config.Task.Id, variant);
        if (OnEmbeddedData is not null) config = config.With(("data_dir", Experiment.EmbeddedData));
        var comparison = Comparison.Plan(config, algorithms, Seeds, FolderOf(variant));
        comparison.LoadWorkload = (asked, loading) => _workload ??= Experiment.LoadWorkload(asked, loading).Workload;
        return new(variant, algorithms, FolderOf(variant), comparison);
    }

    private ExperimentConfig Resolve(string task, StudyVariant? variant)
    {
        var (study, defaulted) = (_request.Definition.Name, _request.Definition.DefaultedKeys);
        return ExperimentConfig.Resolve(
        [
            new("task", task, "--task"),
            .. _request.Scale.Settings(TaskCatalogue.Find(task)),
            .. Values(_request.Definition.SettingsAt(_request.Scale, TaskCatalogue.Find(task)), study),
            .. Values(variant?.Defaults ?? [], study),
            .. _request.Settings.Where(setting => !defaulted.Contains(setting.Path) || variant?.Defaults.Any(own => own.Key == setting.Path) == true),
            .. Values(variant?.Settings ?? [], _request.Ratios is null ? study : "--ratios"),
        ]);

        static IEnumerable<ConfigValue> Values(IEnumerable<(string Key, object Value)> settings, string source) =>
            settings.Select(setting => new ConfigValue(setting.Key, setting.Value, source));
    }

    private string FolderOf(StudyVariant variant) => Path.Combine(_request.Folder, _request.Definition.Name, variant.Name);

    private IReadOnlyList<string> AlgorithmsOf(StudyVariant variant) => variant.MarketOnly ? [.. _algorithms.Where(StudyDefinition.Trades)] : _algorithms;
}
