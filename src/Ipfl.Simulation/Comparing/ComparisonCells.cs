using System.Globalization;
using Ipfl.Learning;

namespace Ipfl.Simulation;

/// <summary>The cells that lie in a comparison's folder, whichever command began them.</summary>
internal static class ComparisonCells
{
    private const string Prefix = "seed-";

    /// <summary>Those that have begun, in the order of the catalogue of algorithms, then of seeds.</summary>
    public static IReadOnlyList<ComparisonCell> In(string folder) =>
    [
        .. from algorithm in AlgorithmCatalogue.Names
           where Directory.Exists(Path.Combine(folder, algorithm))
           from cell in Seeds(Path.Combine(folder, algorithm)).Order().Select(seed => new ComparisonCell(algorithm, seed))
           where new RunFolder(Path.Combine(folder, algorithm, Name(cell.Seed))).HasRun
           select cell,
    ];

    /// <summary>The name of a cell's folder in its algorithm's.</summary>
    public static string Name(long seed) => FormattableString.Invariant($"{Prefix}{seed}");

    private static IEnumerable<long> Seeds(string folder)
    {
        foreach (var path in Directory.GetDirectories(folder, $"{Prefix}*"))
        {
            var name = Path.GetFileName(path);
            if (long.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) && name == Name(seed)) yield return seed;
        }
    }
}
