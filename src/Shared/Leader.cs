namespace Ipfl;

/// <summary>Which of several algorithms is best beyond chance, and may stand out in a table.</summary>
internal static class Leader
{
    /// <summary>The rule in words, for those who read a table.</summary>
    public const string Rule = "Bold: the best mean, where the 95 % interval of its difference to every other, paired by seed, leaves out 0; one seed has no interval, and nothing bold.";

    /// <summary>The name with the best mean; null where the interval of its paired difference to any other holds 0, or cannot be told.</summary>
    /// <param name="results">Names and, by seed, their numbers; null where one is not known.</param>
    /// <param name="lowest">Whether less is better.</param>
    public static string? Of(IEnumerable<(string Name, long Seed, double? Value)> results, bool lowest = false)
    {
        (string Name, Dictionary<long, double> BySeed)[] all =
        [
            .. results.Where(result => result.Value is not null).GroupBy(result => result.Name, result => (result.Seed, result.Value!.Value))
                .Select(group => (group.Key, group.ToDictionary(result => result.Seed, result => result.Item2))),
        ];
        if (all.Length < 2) return null;
        var sign = lowest ? -1 : 1;
        var best = all.MaxBy(result => sign * result.BySeed.Values.Average());
        return all.Where(other => other.Name != best.Name).All(other => IsBetter(best.BySeed, other.BySeed, sign)) ? best.Name : null;
    }

    private static bool IsBetter(Dictionary<long, double> one, Dictionary<long, double> other, int sign)
    {
        double[] differences = [.. one.Where(pair => other.ContainsKey(pair.Key)).Select(pair => sign * (pair.Value - other[pair.Key]))];
        return differences.Length > 1 && PairedInterval.Of(Spread.Of(differences))!.Value.IsAboveZero;
    }
}
