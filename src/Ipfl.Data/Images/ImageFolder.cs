namespace Ipfl.Data;

/// <summary>
/// Images in folders <c>domain/class/file</c>. Exactly the expected folders must be there, each class with an image; what is hidden, and
/// what file browsers leave behind, does not count.
/// </summary>
/// <param name="folder">The data set's folder.</param>
/// <param name="domains">The names of its domains in the order of the set.</param>
/// <param name="classes">The names of its classes in the order of their labels.</param>
internal sealed class ImageFolder(DataSetFolder folder, IReadOnlyList<string> domains, IReadOnlyList<string> classes)
{
    /// <summary>All files, each class's in the ordinal order of their names; none is opened.</summary>
    /// <exception cref="IOException">A folder is missing.</exception>
    /// <exception cref="InvalidDataException">A folder is empty, or one too many.</exception>
    public ImageDomain[] List()
    {
        if (!Directory.Exists(folder.Location)) throw folder.Missing($"the folder {domains[0]}");
        Refuse(folder.Location, domains, "domains");
        return [.. domains.Select(List)];
    }

    private ImageDomain List(string domain)
    {
        var path = Require(domain);
        Refuse(path, classes, "classes");
        return new(domain, [.. classes.SelectMany((name, label) => List(Require(Path.Combine(domain, name)), (byte)label))]);
    }

    private LabelledFile[] List(string path, byte label)
    {
        Refuse(path, [], "images");
        LabelledFile[] files = [.. FolderListing.Files(path).Order(StringComparer.Ordinal).Select(file => new LabelledFile(file, label))];
        return files.Length > 0 ? files : throw folder.Fault(path, "holds no image");
    }

    private string Require(string name)
    {
        var path = Path.Combine(folder.Location, name);
        return Directory.Exists(path) ? path : throw folder.Missing($"the folder {name}");
    }

    /// <summary>A folder that nobody expects may hold images that somebody believes to be in use.</summary>
    private void Refuse(string parent, IReadOnlyList<string> expected, string kind)
    {
        var strange = FolderListing.Folders(parent).Order(StringComparer.Ordinal).FirstOrDefault(path => !expected.Contains(Path.GetFileName(path)));
        if (strange is null) return;
        var allowed = expected.Count == 0 ? $"is a folder among {kind}" : $"is none of the {kind} {string.Join(", ", expected)}";
        throw folder.Fault(strange, $"{allowed}; remove it if the others are complete");
    }
}
