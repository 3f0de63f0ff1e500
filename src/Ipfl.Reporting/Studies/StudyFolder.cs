namespace Ipfl.Reporting;

/// <summary>Reads the results that a study's report shows.</summary>
internal static class StudyFolder
{
    /// <summary>The studies that the folder has a description of.</summary>
    public static IEnumerable<StudyPresentation> Studies(string folder) => StudyPresentation.All.Where(study => File.Exists(Description(folder, study)));

    /// <exception cref="InvalidDataException">No description, or a damaged file; the message is one line.</exception>
    public static StudyResults Read(string folder, StudyPresentation study)
    {
        var path = Description(folder, study);
        if (!File.Exists(path)) throw new InvalidDataException($"{path}: is not there; give the folder of 'ipfl reproduce {study.Name}'");
        var description = JsonResult.Parse<StudyDescription>(File.ReadAllText(path), path);
        var names = description.Variants.Select(variant => variant.Name).Concat(description.Variants.SelectMany(variant => variant.Algorithms));
        foreach (var name in names.Where(name => !ReproductionFolder.IsFolderName(name)))
            throw JsonResult.Refusal(path, $"'{OneLine.Of(name)}' is no name of a variant or an algorithm");
        return Read(folder, study.Name, description);
    }

    private static StudyResults Read(string folder, string study, StudyDescription description)
    {
        var cells = new List<StudyCell>();
        var unfinished = new List<string>();
        var configs = new Dictionary<string, IReadOnlyList<ConfigEntry>>();
        foreach (var (variant, algorithm, seed) in Due(description))
        {
            var run = Path.Combine(folder, study, variant, algorithm, $"seed-{seed}");
            if (!configs.ContainsKey(variant) && ConfigEntry.Read(Path.Combine(run, "config.toml")) is { Count: > 0 } config) configs.Add(variant, config);
            if (File.Exists(Path.Combine(run, RunFolder.SummaryFile))) cells.Add(new(variant, algorithm, seed, RunFolder.Read(run)));
            else unfinished.Add($"{variant}, {algorithm} with seed {seed}");
        }

        return new(folder, description, cells, unfinished, configs);
    }

    private static IEnumerable<(string Variant, string Algorithm, long Seed)> Due(StudyDescription description) =>
        from variant in description.Variants
        from algorithm in variant.Algorithms
        from seed in description.Seeds
        select (variant.Name, algorithm, seed);

    private static string Description(string folder, StudyPresentation study) => Path.Combine(folder, $"{study.Name}.json");
}
