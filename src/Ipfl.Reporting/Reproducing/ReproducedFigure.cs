namespace Ipfl.Reporting;

/// <summary>A figure of the paper: its name, what it shows, and how it is drawn.</summary>
/// <param name="Name">The name that commands and files use.</param>
/// <param name="Title">In words.</param>
/// <param name="Measures">A table for each.</param>
/// <param name="Draw">Makes the picture; called with at least one finished cell.</param>
internal sealed record ReproducedFigure(string Name, string Title, IReadOnlyList<Measure> Measures, Func<ReproductionResults, ReproducedFigure, Figure> Draw)
{
    /// <summary>All figures.</summary>
    public static IReadOnlyList<ReproducedFigure> All { get; } =
    [
        new(
            "performance",
            "Accuracy of all algorithms on all tasks",
            [
                new("Best accuracy", "meanBestAccuracy", cell => cell.MeanBestAccuracy, 100, "%"),
                new("Final accuracy", "meanFinalAccuracy", cell => cell.MeanFinalAccuracy, 100, "%"),
            ],
            DotFigure.Draw),
        new(
            "utility",
            "Utility of all algorithms on all tasks",
            [
                new("Mean utility", "meanUtility", cell => cell.MeanUtility, 1, "money, sum over rounds"),
                new("Least utility", "minUtility", cell => cell.MinUtility, 1, "money, sum over rounds"),
            ],
            PanelFigure.Draw),
    ];

    /// <summary>The figure of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ReproducedFigure Find(string name) =>
        All.FirstOrDefault(figure => figure.Name == name) ?? throw new ArgumentException($"there is no figure '{name}'", nameof(name));
}
