namespace Ipfl.Reporting;

/// <summary>The content of <c>STUDY.json</c>: what a study's report shows.</summary>
/// <param name="Study">Its name.</param>
/// <param name="Scale"><c>quick</c> or <c>paper</c>.</param>
/// <param name="Changes">Settings that were asked for over the scale's, such as <c>rounds=1</c>.</param>
/// <param name="Task">The task.</param>
/// <param name="Algorithms">The algorithms, in order.</param>
/// <param name="Seeds">The seeds.</param>
/// <param name="Variants">The variants, in order.</param>
internal sealed record StudyDescription(
    string Study,
    string Scale,
    IReadOnlyList<string> Changes,
    string Task,
    IReadOnlyList<string> Algorithms,
    IReadOnlyList<long> Seeds,
    IReadOnlyList<StudyVariant> Variants);

/// <summary>A variant: its folder's name, what sets it apart, and which algorithms are run in it.</summary>
internal sealed record StudyVariant(string Name, IReadOnlyDictionary<string, string> Facets, IReadOnlyList<string> Algorithms)
{
    /// <summary>What sets it apart in one respect; empty where it has nothing to say about it.</summary>
    public string this[string facet] => Facets.TryGetValue(facet, out var value) ? value : "";
}
