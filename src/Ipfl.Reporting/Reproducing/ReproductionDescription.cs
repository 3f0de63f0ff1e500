namespace Ipfl.Reporting;

/// <summary>The content of <c>FIGURE.json</c>: what a figure of a reproduction shows.</summary>
/// <param name="Figure">Its name.</param>
/// <param name="Scale"><c>quick</c> or <c>paper</c>.</param>
/// <param name="Changes">Settings that differ from the scale's, such as <c>rounds=1</c>.</param>
/// <param name="Algorithms">The algorithms, in order.</param>
/// <param name="Seeds">The seeds.</param>
/// <param name="Tasks">The tasks that are run, in order.</param>
/// <param name="LeftOut">The tasks that are not, because their data is not here.</param>
internal sealed record ReproductionDescription(
    string Figure,
    string Scale,
    IReadOnlyList<string> Changes,
    IReadOnlyList<string> Algorithms,
    IReadOnlyList<long> Seeds,
    IReadOnlyList<string> Tasks,
    IReadOnlyList<TaskRemark> LeftOut);

/// <summary>A task and what there is to say about it.</summary>
internal sealed record TaskRemark(string Task, string Remark);
