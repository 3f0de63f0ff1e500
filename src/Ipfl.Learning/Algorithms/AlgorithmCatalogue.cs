namespace Ipfl.Learning;

/// <summary>The parameters of every algorithm that has some; each reads only its own.</summary>
public sealed record AlgorithmOptions
{
    /// <summary>Parameters of <c>ipfl</c>.</summary>
    public IpflOptions Ipfl { get; init; } = new();
}

/// <summary>The algorithms by the names that configurations use.</summary>
public static class AlgorithmCatalogue
{
    private static readonly Dictionary<string, Func<AlgorithmOptions, IAlgorithm>> ByName = new(StringComparer.Ordinal)
    {
        ["ipfl"] = options => new IpflAlgorithm(options.Ipfl),
        ["local"] = _ => new LocalAlgorithm(),
        ["fedavg"] = _ => new FedAvgAlgorithm(),
    };

    /// <summary>All names.</summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>The algorithm of that name.</summary>
    /// <exception cref="ArgumentException">There is no such algorithm, or a parameter of it is out of range.</exception>
    public static IAlgorithm Create(string name, AlgorithmOptions options) => ByName.TryGetValue(name, out var create)
        ? create(options)
        : throw new ArgumentException($"there is no algorithm '{name}'; allowed are {string.Join(", ", Names)}", nameof(name));
}
