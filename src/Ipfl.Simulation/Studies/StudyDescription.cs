namespace Ipfl.Simulation;

/// <summary>What a study's report shows; the runs themselves lie in <c>STUDY/VARIANT/ALGORITHM/seed-N</c>.</summary>
internal sealed record StudyDescription(
    string Study,
    string Scale,
    IReadOnlyList<string> Changes,
    string Task,
    IReadOnlyList<string> Algorithms,
    IReadOnlyList<long> Seeds,
    IReadOnlyList<StudyVariantDescription> Variants);

/// <summary>A variant and the algorithms that are run in it.</summary>
internal sealed record StudyVariantDescription(string Name, IReadOnlyDictionary<string, string> Facets, IReadOnlyList<string> Algorithms);
