namespace Ipfl.Reporting;

/// <summary>What every figure and table says about the size of the runs behind it.</summary>
internal static class ScaleNote
{
    private const string NotComparable = "not comparable with published figures";

    public static string Of(ReproductionResults results) => Of(results.Description.Scale, results.Description.Changes, Sizes(results.Tasks));

    /// <summary>The note for runs of that scale with those changes; <paramref name="sizes"/> in words.</summary>
    public static string Of(string scale, IReadOnlyList<string> changes, string sizes)
    {
        var changed = changes.Count == 0 ? "" : $", changed by {string.Join(", ", changes.Select(change => OneLine.Of(change)))}";
        return scale == "quick" || changes.Count > 0 ? $"{scale} scale: {sizes}{changed}, {NotComparable}" : $"{scale} scale: {sizes}";
    }

    /// <summary>Rounds and steps in words.</summary>
    public static string Size(string rounds, string steps) => $"{Count(rounds, "round")} × {Count(steps, "step")}";

    /// <summary>The note in lines of at most <paramref name="width"/> letters, where words allow it.</summary>
    public static IReadOnlyList<string> Lines(string note, int width)
    {
        var lines = new List<string>();
        foreach (var word in note.Split(' '))
        {
            if (lines.Count > 0 && lines[^1].Length + word.Length < width) lines[^1] += $" {word}";
            else lines.Add(word);
        }

        return lines;
    }

    /// <summary>The size of most tasks, then those of the others by name.</summary>
    private static string Sizes(IReadOnlyList<TaskResults> tasks)
    {
        var sizes = tasks.Where(task => task.Config.Count > 0).GroupBy(task => task.Size).OrderByDescending(group => group.Count()).ToArray();
        if (sizes.Length == 0) return "no runs yet";
        var others = sizes.Skip(1).SelectMany(group => group.Select(task => $"{task.Task} {task.Size}")).ToArray();
        var most = sizes[0].First();
        return $"{Size(most.Setting("rounds"), most.Setting("steps"))}{(others.Length == 0 ? "" : $" ({string.Join(", ", others)})")}";
    }

    private static string Count(string number, string thing) => number == "1" ? $"1 {thing}" : $"{number} {thing}s";
}
