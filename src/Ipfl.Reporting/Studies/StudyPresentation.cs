namespace Ipfl.Reporting;

/// <summary>A part of a study's report.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Text">How to read it.</param>
/// <param name="Tables">Its tables, the most telling one first.</param>
/// <param name="Figures">Its pictures.</param>
internal sealed record StudySection(string Title, string Text, IReadOnlyList<StudyTable> Tables, IReadOnlyList<Figure> Figures);

/// <summary>How a study is reported.</summary>
/// <param name="Name">The name that commands and files use.</param>
/// <param name="Title">In words.</param>
/// <param name="FigureNames">Every name that one of its pictures can have.</param>
/// <param name="Sections">Makes the report; called with at least one finished run.</param>
internal sealed record StudyPresentation(string Name, string Title, IReadOnlyList<string> FigureNames, Func<StudyResults, IReadOnlyList<StudySection>> Sections)
{
    /// <summary>All studies.</summary>
    public static IReadOnlyList<StudyPresentation> All { get; } =
    [
        new("robustness", "Attacks and free-riders", ["robustness", "robustness-income"], RobustnessStudy.Sections),
        new("liars", "What false reports bring", ["liars", "liars-utility"], LiarsStudy.Sections),
        new("inclusive", "The inclusive market", ["inclusive-flows", "inclusive-accuracy", "inclusive-utility", "inclusive-income"], InclusiveStudy.Sections),
        new("dropout", "Leaving after a loss", ["dropout", "dropout-accuracy"], DropOutStudy.Sections),
        new("worth", "What adversaries are paid", ["worth"], WorthStudy.Sections),
    ];

    /// <summary>The study of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static StudyPresentation Find(string name) =>
        All.FirstOrDefault(study => study.Name == name) ?? throw new ArgumentException($"there is no study '{name}'", nameof(name));
}
