namespace Ipfl.Learning;

/// <summary>The parameters of every algorithm that has some; each reads only its own.</summary>
public sealed record AlgorithmOptions
{
    /// <summary>Parameters of <c>ipfl</c>; <c>ipfl-mean</c> and <c>ipfl-evidence</c> import by the mean whatever they say.</summary>
    public IpflOptions Ipfl { get; init; } = new();

    /// <summary>Values of <see cref="AlgorithmCatalogue.Parameters"/> by their dotted paths; what is not given has its default.</summary>
    public IReadOnlyDictionary<string, double> Numbers { get; init; } = new Dictionary<string, double>();
}

/// <summary>The algorithms by the names that configurations use.</summary>
public static class AlgorithmCatalogue
{
    private static readonly AlgorithmEntry[] Entries =
    [
        LocalAlgorithm.Entry,
        FedAvgAlgorithm.Entry,
        FedProxAlgorithm.Entry,
        DittoAlgorithm.Entry,
        CflAlgorithm.Entry,
        FedAmpAlgorithm.Entry,
        FedFomoAlgorithm.Entry,
        PFedGraphAlgorithm.Entry,
    ];

    /// <summary>The names of the methods that are compared in the paper of iPFL, which comparisons take unless others are asked for.</summary>
    public static IReadOnlyCollection<string> Published { get; } = [IpflAlgorithm.Published, .. Entries.Select(entry => entry.Name)];

    /// <summary>All names.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. Published, IpflAlgorithm.ByMean, IpflAlgorithm.ByEvidence];

    /// <summary>The parameters that configurations set, by their dotted paths, such as <c>fedprox.mu</c>; those of <c>ipfl</c> are in its options.</summary>
    public static IReadOnlyList<(string Path, AlgorithmParameter Parameter)> Parameters { get; } =
        [.. Entries.SelectMany(entry => entry.Parameters.Select(parameter => ($"{entry.Name}.{parameter.Name}", parameter)))];

    /// <summary>The algorithm of that name.</summary>
    /// <exception cref="ArgumentException">There is no such algorithm, or a parameter of it is out of range.</exception>
    public static IAlgorithm Create(string name, AlgorithmOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (name == IpflAlgorithm.Published) return new IpflAlgorithm(options.Ipfl);
        if (name is IpflAlgorithm.ByMean or IpflAlgorithm.ByEvidence) return new IpflAlgorithm(options.Ipfl with { Import = ModelImport.Mean }, name);
        var entry = Array.Find(Entries, entry => entry.Name == name)
            ?? throw new ArgumentException($"there is no algorithm '{name}'; allowed are {string.Join(", ", Names)}", nameof(name));
        return entry.With(options);
    }
}
