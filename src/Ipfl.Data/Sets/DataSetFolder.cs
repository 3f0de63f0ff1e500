namespace Ipfl.Data;

/// <summary>The folder of one data set: <paramref name="dataDir"/> itself, or the set's usual folder inside it.</summary>
internal sealed class DataSetFolder(string dataDir, DataCatalogueEntry entry)
{
    private readonly string _command = $"'ipfl data fetch {entry.Name}'";

    /// <summary>The folder that is read: the set's usual folder where there is one inside, else the given one.</summary>
    public string Location { get; } =
        Path.GetFullPath(Directory.Exists(Path.Combine(dataDir, entry.Folder)) ? Path.Combine(dataDir, entry.Folder) : dataDir);

    /// <summary>The file of that name; for <c>x.gz</c> a decompressed <c>x</c> serves too. Null where neither exists.</summary>
    public string? Find(string name) => Candidates(name).FirstOrDefault(File.Exists);

    /// <summary>As <see cref="Find"/>, but a missing file is an error that says how to get it.</summary>
    public string Require(string name)
    {
        if (!Directory.Exists(Location))
            throw new DirectoryNotFoundException($"data folder {Location} does not exist; {_command} downloads the data");
        return Find(name) ?? throw new FileNotFoundException(
            $"{name} of {entry.Name} is missing in {Location}; {_command} downloads it", Path.Combine(Location, name));
    }

    /// <summary>The error of a damaged file: what is wrong with it and how to get a good one.</summary>
    public InvalidDataException Fault(string path, string what) => new($"{path} {what}; {_command} downloads a good copy");

    private string[] Candidates(string name)
    {
        var path = Path.Combine(Location, name);
        return name.EndsWith(".gz", StringComparison.Ordinal) ? [path, path[..^3]] : [path];
    }
}
