using System.Globalization;

namespace Ipfl.Learning.Benchmarks;

/// <summary>Lines of measurements: words that say what was measured, then a number, the median of all lines with these words.</summary>
internal sealed class Measurements
{
    private readonly Dictionary<string, double> _medians;

    private Measurements(Dictionary<string, double> medians) => _medians = medians;

    /// <summary>All that was measured, in the order of names.</summary>
    public IEnumerable<string> Names => _medians.Keys.Order(StringComparer.Ordinal);

    /// <summary>Reads a file of lines.</summary>
    public static Measurements Read(string path) => new(File.ReadLines(path)
        .Select(line => line.Split(' '))
        .Where(words => words is ["ours" or "pytorch" or "python" or "products" or "machine", ..])
        .SelectMany(Split)
        .GroupBy(pair => pair.Name, pair => pair.Value)
        .ToDictionary(group => group.Key, group => Median([.. group.Order()])));

    /// <summary>The median of a measurement; NaN where there is none.</summary>
    public double Of(string name) => _medians.GetValueOrDefault(name, double.NaN);

    /// <summary>The numbers at the end of all measurements whose names begin so, with their medians, ascending.</summary>
    public (double At, double Value)[] Series(string prefix, string suffix = "") =>
    [
        .. _medians
            .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal) && pair.Key.EndsWith(suffix, StringComparison.Ordinal))
            .Select(pair => (At: pair.Key[prefix.Length..^suffix.Length], pair.Value))
            .Where(pair => double.TryParse(pair.At, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            .Select(pair => (double.Parse(pair.At, CultureInfo.InvariantCulture), pair.Value))
            .OrderBy(pair => pair.Item1),
    ];

    /// <summary>Memory stands behind the time or beside its bound, as a measurement of its own.</summary>
    private static IEnumerable<(string Name, double Value)> Split(string[] words)
    {
        var (last, two) = (words.Length - 1, words[1] is "solve" or "memory");
        yield return (string.Join(' ', words[..(two ? last - 1 : last)]), Number(words[two ? last - 1 : last]));
        if (two) yield return ($"{string.Join(' ', words[..(last - 1)])} {(words[1] == "solve" ? "memory" : "bound")}", Number(words[last]));
    }

    private static double Number(string word) => double.Parse(word, CultureInfo.InvariantCulture);

    private static double Median(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
