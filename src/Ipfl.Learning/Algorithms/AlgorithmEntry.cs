namespace Ipfl.Learning;

/// <summary>What the catalogue knows of an algorithm.</summary>
/// <param name="Name">The name that configurations use, also of its table of parameters.</param>
/// <param name="Create">Makes one with the values of its parameters, in their order, each allowed.</param>
/// <param name="Parameters">Its parameters.</param>
public sealed record AlgorithmEntry(string Name, Func<IReadOnlyList<double>, IAlgorithm> Create, params IReadOnlyList<AlgorithmParameter> Parameters)
{
    /// <summary>The algorithm with the values that the options give, else with its defaults.</summary>
    internal IAlgorithm With(AlgorithmOptions options) =>
        Create([.. Parameters.Select(p => p.Check(options.Numbers.GetValueOrDefault($"{Name}.{p.Name}", p.Default)))]);
}
