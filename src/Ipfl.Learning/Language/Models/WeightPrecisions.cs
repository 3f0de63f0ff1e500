namespace Ipfl.Learning;

/// <summary>The names that configurations give to <see cref="WeightPrecision"/>.</summary>
public static class WeightPrecisions
{
    /// <summary>The name of <see cref="WeightPrecision.F32"/>.</summary>
    public const string Plain = "float32";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Plain, "bf16", "int8"];

    /// <summary>The precision of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static WeightPrecision Parse(string name) => name switch
    {
        Plain => WeightPrecision.F32,
        "bf16" => WeightPrecision.BF16,
        "int8" => WeightPrecision.I8,
        _ => throw new ArgumentException($"there is no precision '{name}'; allowed are {string.Join(", ", Names)}", nameof(name)),
    };
}
