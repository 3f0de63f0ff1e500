namespace Ipfl.Data;

/// <summary>The folder of one data set: <paramref name="dataDir"/> itself, or the set's usual folder inside it.</summary>
internal sealed class DataSetFolder(string dataDir, DataCatalogueEntry entry)
{
    private readonly string _command = CommandFor(entry);

    /// <summary>The folder that is read: the set's usual folder where there is one inside, else the given one.</summary>
    public string Location { get; } =
        Path.GetFullPath(Directory.Exists(Path.Combine(dataDir, entry.Folder)) ? Path.Combine(dataDir, entry.Folder) : dataDir);

    /// <summary>The folder of a set that has no embedded subset, which therefore has to be named.</summary>
    /// <exception cref="FileNotFoundException">It is not.</exception>
    public static DataSetFolder Open(string? dataDir, string name)
    {
        var entry = DataCatalogue.Find(name);
        if (dataDir is not null) return new(dataDir, entry);
        throw new FileNotFoundException(
            $"{name} has no embedded subset; {CommandFor(entry)} it, or name the folder that holds it with --data-dir or {DataFolder.Variable}");
    }

    /// <summary>The file of that name; for <c>x.gz</c> a decompressed <c>x</c> serves too. Null where neither exists.</summary>
    public string? Find(string name) => Candidates(name).FirstOrDefault(File.Exists);

    /// <summary>As <see cref="Find"/>, but a missing file is an error that says how to get it.</summary>
    public string Require(string name)
    {
        if (!Directory.Exists(Location))
            throw new DirectoryNotFoundException($"data folder {Location} does not exist; {_command} the data");
        return Find(name) ?? throw new FileNotFoundException(
            $"{name} of {entry.Name} is missing in {Location}; {_command} it", Path.Combine(Location, name));
    }

    /// <summary>The error of a folder that does not exist or lacks <paramref name="what"/>, one of several things that would do.</summary>
    public IOException Missing(string what) => Directory.Exists(Location)
        ? new FileNotFoundException($"{what} of {entry.Name} is missing in {Location}; {_command} it", Location)
        : new DirectoryNotFoundException($"data folder {Location} does not exist; {_command} the data");

    /// <summary>The error of a damaged file: what is wrong with it and how to get a good one.</summary>
    public InvalidDataException Fault(string path, string what) => new($"{path} {what}; {_command} a good copy");

    private static string CommandFor(DataCatalogueEntry entry) =>
        $"'ipfl data fetch {entry.Name}' {(entry.Instructions is null ? "downloads" : "says how to get")}";

    private string[] Candidates(string name)
    {
        var path = Path.Combine(Location, name);
        return name.EndsWith(".gz", StringComparison.Ordinal) ? [path, path[..^3]] : [path];
    }
}
