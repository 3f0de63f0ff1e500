using System.Globalization;
using Ipfl.Simulation;

namespace Ipfl.Cli;

/// <summary>Values of options that are lists separated by commas.</summary>
internal static class Lists
{
    public static string[] Words(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <exception cref="InvalidDataException">A name is unknown.</exception>
    public static string[] Algorithms(string list)
    {
        var names = Words(list);
        foreach (var name in names) ExperimentConfig.Resolve([new("algorithm", name, "--algorithms")]);
        return names;
    }

    /// <exception cref="InvalidDataException">A word is no seed.</exception>
    public static long[] Seeds(string list) => [.. Words(list).Select(Seed)];

    private static long Seed(string word) => long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
        ? seed
        : throw new InvalidDataException($"--seeds: found '{word}'; allowed are whole numbers ≥ 0, separated by commas");
}
