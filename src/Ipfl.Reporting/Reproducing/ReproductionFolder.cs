namespace Ipfl.Reporting;

/// <summary>A figure of a reproduction and the results for it.</summary>
internal sealed record ReproductionResults(string Folder, ReproductionDescription Description, IReadOnlyList<TaskResults> Tasks);

/// <summary>Reads the results that a figure of a reproduction shows.</summary>
internal static class ReproductionFolder
{
    /// <summary>The figures that the folder has a description of.</summary>
    public static IEnumerable<ReproducedFigure> Figures(string folder) => ReproducedFigure.All.Where(figure => File.Exists(Description(folder, figure)));

    /// <exception cref="InvalidDataException">No description, or a damaged file; the message is one line.</exception>
    public static ReproductionResults Read(string folder, ReproducedFigure figure)
    {
        var path = Description(folder, figure);
        if (!File.Exists(path)) throw new InvalidDataException($"{path}: is not there; give the folder of 'ipfl reproduce {figure.Name}'");
        var description = JsonResult.Parse<ReproductionDescription>(File.ReadAllText(path), path);
        foreach (var name in description.Tasks.Concat(description.Algorithms).Where(name => !IsFolderName(name)))
            throw JsonResult.Refusal(path, $"'{OneLine.Of(name)}' is no name of a task or an algorithm");
        return new(folder, description, [.. description.Tasks.Select(task => ReadTask(folder, task, description))]);
    }

    private static string Description(string folder, ReproducedFigure figure) => Path.Combine(folder, $"{figure.Name}.json");

    /// <summary>Whether a name in a description can be that of a folder.</summary>
    internal static bool IsFolderName(string name) => name.Length > 0 && name.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) < 0 && name is not ("." or "..");

    private static TaskResults ReadTask(string folder, string task, ReproductionDescription description)
    {
        var cells = new List<ComparisonCell>();
        var unfinished = new List<string>();
        List<ConfigEntry> config = [];
        var embedded = false;
        foreach (var (algorithm, seed) in description.Algorithms.SelectMany(algorithm => description.Seeds.Select(seed => (algorithm, seed))))
        {
            var run = Path.Combine(folder, task, algorithm, $"seed-{seed}");
            if (config.Count == 0) config = ConfigEntry.Read(Path.Combine(run, "config.toml"));
            if (RunFolder.ReadSummary(Path.Combine(run, RunFolder.SummaryFile)) is not { } s)
            {
                unfinished.Add($"{algorithm} with seed {seed}");
                continue;
            }

            embedded |= s.EmbeddedData;
            cells.Add(new(algorithm, seed, s.MeanBestAccuracy, s.MeanFinalAccuracy, s.MeanUtility, s.MinUtility, s.WallSeconds));
        }

        return new(task, cells, unfinished, config, embedded);
    }
}
