using Ipfl.Learning;

namespace Ipfl.Simulation;

/// <summary>An experiment of the paper in which the behaviour of participants varies, on one task.</summary>
/// <param name="Name">The name that commands and files use.</param>
/// <param name="Title">One line for lists.</param>
/// <param name="Tasks">The tasks that it can be run on. The first one whose data is here serves, unless another is asked for.</param>
/// <param name="Algorithms">The algorithms at the paper's scale, unless others are asked for.</param>
/// <param name="Settings">What it changes of the task in all variants.</param>
/// <param name="VariantsOf">The variants, from the shares of participants that behave otherwise.</param>
public sealed record StudyDefinition(
    string Name,
    string Title,
    IReadOnlyList<string> Tasks,
    IReadOnlyList<string> Algorithms,
    IReadOnlyList<(string Key, object Value)> Settings,
    Func<IReadOnlyList<double>, IReadOnlyList<StudyVariant>> VariantsOf)
{
    /// <summary>The shares at the paper's scale, unless others are asked for; none where the study has none to vary.</summary>
    public IReadOnlyList<double> Ratios { get; init; } = [];

    /// <summary>The algorithms at the quick scale; null is those of the paper's.</summary>
    public IReadOnlyList<string>? QuickAlgorithms { get; init; }

    /// <summary>The shares at the quick scale; null is those of the paper's.</summary>
    public IReadOnlyList<double>? QuickRatios { get; init; }

    /// <summary>The variants at the quick scale; null is those of the paper's.</summary>
    public Func<IReadOnlyList<double>, IReadOnlyList<StudyVariant>>? QuickVariantsOf { get; init; }

    /// <summary>The tasks at the quick scale, in their order; null is those of the paper's.</summary>
    public IReadOnlyList<string>? QuickTasks { get; init; }

    /// <summary>What it changes of a task at the quick scale, beside <see cref="Settings"/>.</summary>
    public Func<TaskDefinition, IReadOnlyList<(string Key, object Value)>> QuickSettings { get; init; } = _ => [];

    /// <summary>Whether it is about prices, so that only algorithms that trade can be in it.</summary>
    public bool TradesOnly { get; init; }

    /// <summary>Keys that the variants set: nobody else may.</summary>
    internal IReadOnlyList<string> VariedKeys => [.. VariantsOf(Ratios).SelectMany(variant => variant.Settings).Select(setting => setting.Key).Distinct()];

    /// <summary>Keys that only some variants have, with a default.</summary>
    internal IReadOnlyList<string> DefaultedKeys => [.. VariantsOf(Ratios).SelectMany(variant => variant.Defaults).Select(setting => setting.Key).Distinct()];

    /// <summary>The algorithms at a scale.</summary>
    public IReadOnlyList<string> AlgorithmsAt(ReproductionScale scale) => scale == ReproductionScale.Quick ? QuickAlgorithms ?? Algorithms : Algorithms;

    /// <summary>The shares at a scale.</summary>
    public IReadOnlyList<double> RatiosAt(ReproductionScale scale) => scale == ReproductionScale.Quick ? QuickRatios ?? Ratios : Ratios;

    /// <summary>The tasks at a scale.</summary>
    public IReadOnlyList<string> TasksAt(ReproductionScale scale) => scale == ReproductionScale.Quick ? QuickTasks ?? Tasks : Tasks;

    /// <summary>The variants at a scale.</summary>
    public IReadOnlyList<StudyVariant> VariantsAt(ReproductionScale scale, IReadOnlyList<double> ratios) =>
        (scale == ReproductionScale.Quick ? QuickVariantsOf ?? VariantsOf : VariantsOf)(ratios);

    /// <summary>What it changes of a task in all variants.</summary>
    public IEnumerable<(string Key, object Value)> SettingsAt(ReproductionScale scale, TaskDefinition task) =>
        scale == ReproductionScale.Quick ? Settings.Concat(QuickSettings(task)) : Settings;

    /// <summary>Whether an algorithm of the catalogue trades.</summary>
    internal static bool Trades(string algorithm) => AlgorithmCatalogue.Create(algorithm, new AlgorithmOptions()).Trades;
}
