namespace Ipfl.Learning;

/// <summary>A stretch of a test set and the models that are judged on it.</summary>
/// <param name="Start">The index of its first image.</param>
/// <param name="Count">How many images it has.</param>
/// <param name="Models">The models by their rows, each once; with none the stretch is passed over.</param>
public sealed record TestPart(int Start, int Count, IReadOnlyList<int> Models);
