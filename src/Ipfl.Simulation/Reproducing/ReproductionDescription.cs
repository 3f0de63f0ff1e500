namespace Ipfl.Simulation;

/// <summary>What a figure of a reproduction shows; the runs themselves lie in <c>TASK/ALGORITHM/seed-N</c>.</summary>
internal sealed record ReproductionDescription(
    string Figure,
    string Scale,
    IReadOnlyList<string> Changes,
    IReadOnlyList<string> Algorithms,
    IReadOnlyList<long> Seeds,
    IReadOnlyList<string> Tasks,
    IReadOnlyList<TaskRemark> LeftOut);
