namespace Ipfl.Data;

/// <summary>The state of one file of a data set.</summary>
public enum FileState
{
    /// <summary>There, and its content is the published one.</summary>
    Good,

    /// <summary>Not there.</summary>
    Missing,

    /// <summary>There, but its content is not the published one.</summary>
    Damaged,

    /// <summary>There, but nobody has published what its content should be; loading it checks it.</summary>
    Present,
}

/// <summary>What a check found about one file.</summary>
/// <param name="File">The file as the catalogue knows it.</param>
/// <param name="Path">Where it is, or was expected.</param>
/// <param name="State">What was found.</param>
/// <param name="Detail">For a file that is damaged or merely present, why, in a few words; else empty.</param>
public sealed record FileCheck(DataFile File, string Path, FileState State, string Detail);

/// <summary>Compares a data set on disk with the published digests.</summary>
public static class DataVerifier
{
    /// <summary>Checks every file of the set, in the catalogue's order.</summary>
    /// <param name="entry">The data set.</param>
    /// <param name="dataFolder">The set's own folder, or one that holds it.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    public static async Task<IReadOnlyList<FileCheck>> VerifyAsync(
        DataCatalogueEntry entry, string dataFolder, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var folder = new DataSetFolder(dataFolder, entry);
        if (entry.Instructions is not null) return FindByHand(entry, folder.Location);
        var checks = new List<FileCheck>();
        foreach (var file in entry.Files)
        {
            checks.Add(folder.Find(file.Name) is { } path
                ? await CheckAsync(file, path, cancellation).ConfigureAwait(false)
                : new FileCheck(file, Path.Combine(folder.Location, file.Name), FileState.Missing, ""));
        }

        return checks;
    }

    private static IReadOnlyList<FileCheck> FindByHand(DataCatalogueEntry entry, string location) => entry switch
    {
        { Folders.Count: > 0 } => FindFolders(location, entry.Folders),
        { RecordFiles.Count: > 0 } => FindRecords(location, entry.RecordFiles),
        _ => FindMade(location),
    };

    private static FileCheck[] FindRecords(string location, IReadOnlyList<string> names) =>
    [
        .. names.SelectMany(name => RecordFiles.Find(location, name) is { Length: > 0 } found
            ? found.Select(path => new FileCheck(new(Path.GetFileName(path), ""), path, FileState.Present, "no digest is published"))
            : [new FileCheck(new($"{name}.jsonl", ""), Path.Combine(location, $"{name}.jsonl"), FileState.Missing, "")]),
    ];

    private static FileCheck[] FindFolders(string location, IReadOnlyList<string> names) =>
    [
        .. names.Select(name => (Name: name, Path: Path.Combine(location, name))).Select(folder => Directory.Exists(folder.Path)
            ? new FileCheck(new(folder.Name, ""), folder.Path, FileState.Present, "no digest is published")
            : new FileCheck(new(folder.Name, ""), folder.Path, FileState.Missing, "")),
    ];

    /// <summary>The files of a set that has to be made: as many as there are, or one that is missing.</summary>
    private static IReadOnlyList<FileCheck> FindMade(string location)
    {
        var found = LeafFolder.Find(location);
        return found.Length == 0
            ? [new(new("*.json", ""), Path.Combine(location, "*.json"), FileState.Missing, "")]
            : [.. found.Select(path => new FileCheck(new(Path.GetFileName(path), ""), path, FileState.Present, "no digest is published"))];
    }

    private static async Task<FileCheck> CheckAsync(DataFile file, string path, CancellationToken cancellation)
    {
        try
        {
            var found = await FileDigest.OfContentAsync(path, cancellation).ConfigureAwait(false);
            return found == file.ContentSha256
                ? new FileCheck(file, path, FileState.Good, "")
                : new FileCheck(file, path, FileState.Damaged, $"SHA-256 of its content is {found}, expected {file.ContentSha256}");
        }
        catch (InvalidDataException e)
        {
            return new FileCheck(file, path, FileState.Damaged, $"no intact gzip file ({e.Message.TrimEnd('.')})");
        }
    }
}
