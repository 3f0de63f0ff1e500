namespace Ipfl.Data;

/// <summary>Where LEAF files lie in a data set's folder: directly, in <c>leaf</c>, or as LEAF's own scripts leave them.</summary>
internal static class LeafFolder
{
    private static readonly string[] Inside = ["", "leaf", "all_data", Path.Combine("data", "all_data")];

    /// <summary>The JSON files of the first place that has some, in the order of their numbers; none where there are none.</summary>
    /// <param name="location">The data set's folder, or one LEAF file.</param>
    public static string[] Find(string location)
    {
        if (File.Exists(location)) return Path.GetExtension(location) == ".json" ? [location] : [];
        return Inside
            .Select(inside => Path.Combine(location, inside))
            .Where(Directory.Exists)
            .Select(JsonFiles)
            .FirstOrDefault(files => files.Length > 0) ?? [];
    }

    /// <summary>Shorter names first, so that all_data_2 comes before all_data_10.</summary>
    private static string[] JsonFiles(string folder) =>
        [.. FolderListing.Files(folder).Where(path => Path.GetExtension(path) == ".json").OrderBy(path => path.Length).ThenBy(path => path, StringComparer.Ordinal)];
}
