namespace Ipfl.Data;

/// <summary>A file as it lies in a data set's folder.</summary>
/// <param name="Name">Its name; <c>x.gz</c> may also lie there decompressed, as <c>x</c>.</param>
/// <param name="ContentSha256">
/// SHA-256 in lower-case hexadecimal, of the decompressed content for a <c>.gz</c>: copies that differ in the gzip header alone are
/// equally good.
/// </param>
public sealed record DataFile(string Name, string ContentSha256);

/// <summary>A file as its publisher offers it.</summary>
/// <param name="Source">Where it is.</param>
/// <param name="Name">Its name; a <c>.tar.gz</c> is unpacked after the download, anything else is stored as it is.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">SHA-256 of these bytes in lower-case hexadecimal.</param>
public sealed record DataDownload(Uri Source, string Name, long Size, string Sha256)
{
    /// <summary>Whether the data set's files lie inside this one.</summary>
    public bool IsArchive => Name.EndsWith(".tar.gz", StringComparison.Ordinal);
}

/// <summary>A data set that can be downloaded and checked, or made as its instructions say.</summary>
/// <param name="Name">The name that commands and configurations use.</param>
/// <param name="Folder">The folder that holds its files, inside the data folder.</param>
/// <param name="Description">One line for lists.</param>
/// <param name="Licence">The terms its publisher states.</param>
/// <param name="Files">What the folder holds when the set is complete.</param>
/// <param name="Downloads">What to fetch for that.</param>
public sealed record DataCatalogueEntry(
    string Name,
    string Folder,
    string Description,
    string Licence,
    IReadOnlyList<DataFile> Files,
    IReadOnlyList<DataDownload> Downloads)
{
    /// <summary>How many images it has, training and test together; null where that is not published, and of texts.</summary>
    public int? Images { get; init; }

    /// <summary>How to get a set that nobody offers ready to download, and whose files therefore have no published digests; else null.</summary>
    public string? Instructions { get; init; }

    /// <summary>The folders that such a set consists of; empty for one that consists of LEAF's JSON files.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>
    /// The files of instruction records that such a set consists of, without their extensions; <c>*</c> alone for any; empty for other sets.
    /// </summary>
    public IReadOnlyList<string> RecordFiles { get; init; } = [];
}
