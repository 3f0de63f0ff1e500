namespace Ipfl.Data;

/// <summary>Files of instruction records in a folder, by their names without extension.</summary>
internal static class RecordFiles
{
    /// <summary>A name that stands for any.</summary>
    public const string Any = "*";

    /// <summary>All such files directly inside a folder, in ordinal order of their names; hidden ones are passed over.</summary>
    public static string[] In(string folder) => !Directory.Exists(folder)
        ? []
        : [.. FolderListing.Files(folder).Where(InstructionFile.IsOne).OrderBy(Path.GetFileName, StringComparer.Ordinal)];

    /// <summary>The folders inside a folder that have such files, in ordinal order; hidden ones are passed over.</summary>
    public static string[] Folders(string folder) => !Directory.Exists(folder)
        ? []
        : [.. FolderListing.Folders(folder).Where(path => In(path).Length > 0).OrderBy(Path.GetFileName, StringComparer.Ordinal)];

    /// <summary>
    /// The file of that name, with whatever extension, and all files for <see cref="Any"/>; none where there are none. Those in folders
    /// count where the folder is named as the set, for a folder of another name may hold other sets.
    /// </summary>
    public static string[] Find(string folder, string name) => name == Any
        ? [.. In(folder), .. Path.GetFileName(folder) == InstructionSets.Own ? Folders(folder).SelectMany(In) : []]
        : [.. In(folder).Where(path => Path.GetFileNameWithoutExtension(path) == name).Take(1)];

    /// <summary>As <see cref="Find"/> for one name, but several files of it are an error, because nothing says which one counts.</summary>
    /// <exception cref="InvalidDataException">There are several.</exception>
    public static string? FindOne(string folder, string name)
    {
        var found = In(folder).Where(path => Path.GetFileNameWithoutExtension(path) == name).ToArray();
        return found.Length <= 1 ? found.FirstOrDefault() : throw Twice(folder, found[0], found[1]);
    }

    /// <summary>The error of two files that would be the same thing.</summary>
    public static InvalidDataException Twice(string folder, string one, string other) =>
        new($"{folder} has both {Path.GetFileName(one)} and {Path.GetFileName(other)}; keep one of them");
}
