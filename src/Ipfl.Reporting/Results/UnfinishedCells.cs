namespace Ipfl.Reporting;

/// <summary>Finds the cells of a comparison that have no row in its table: every algorithm seen is due for every seed seen.</summary>
internal static class UnfinishedCells
{
    /// <summary>One phrase per cell, such as <c>cfl, seed 2: interrupted after round 7</c>.</summary>
    public static IEnumerable<string> Find(string folder, IReadOnlyList<ComparisonCell> rows)
    {
        var done = rows.Select(row => (row.Algorithm, row.Seed)).ToHashSet();
        var started = Started(folder).ToArray();
        var algorithms = rows.Select(row => row.Algorithm).Concat(started.Select(cell => cell.Algorithm)).Distinct(StringComparer.Ordinal);
        var seeds = rows.Select(row => row.Seed).Concat(started.Select(cell => cell.Seed)).Distinct().Order().ToArray();
        return from algorithm in algorithms
               from seed in seeds
               where !done.Contains((algorithm, seed))
               select $"{algorithm}, seed {seed}: {State(Path.Combine(folder, algorithm, $"seed-{seed}"))}";
    }

    private static IEnumerable<(string Algorithm, long Seed)> Started(string folder) =>
        from run in FolderListing.Folders(folder).Order(StringComparer.Ordinal).SelectMany(algorithm => Directory.GetDirectories(algorithm, "seed-*").Order(StringComparer.Ordinal))
        let seed = long.TryParse(Path.GetFileName(run)["seed-".Length..], out var number) ? number : (long?)null
        where seed is not null
        select (Path.GetFileName(Path.GetDirectoryName(run)!), seed.Value);

    private static string State(string run)
    {
        if (!RunFolder.IsRun(run)) return "not started";
        var results = RunFolder.Read(run);
        return results.Summary is null ? $"interrupted after round {results.Rounds.Count}" : "finished, but not in the table";
    }
}
