namespace Ipfl.Data;

/// <summary>Completes a data set on disk: downloads what is missing or damaged, unpacks archives.</summary>
public sealed class DataFetcher(DataDownloader downloader)
{
    /// <summary>Makes the set complete and returns the check of its files; good files stay as they are.</summary>
    /// <param name="entry">The data set.</param>
    /// <param name="dataFolder">The folder that holds data sets, or the set's own; made where it does not exist.</param>
    /// <param name="progress">Told how each download goes; may be null.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>; the next call continues.</param>
    /// <exception cref="InvalidDataException">The set has to be made by hand and is not there; the message says how.</exception>
    /// <exception cref="DownloadException">A download failed, or an archive is not what it should be.</exception>
    public async Task<IReadOnlyList<FileCheck>> FetchAsync(
        DataCatalogueEntry entry,
        string dataFolder,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var folder = FolderFor(entry, dataFolder);
        if (entry.Instructions is null) Directory.CreateDirectory(folder);
        var checks = await DataVerifier.VerifyAsync(entry, folder, cancellation).ConfigureAwait(false);
        if (entry.Instructions is { } instructions)
        {
            return checks.All(check => check.State != FileState.Missing)
                ? checks
                : throw new InvalidDataException($"{entry.Name} is not in {folder} and has no ready download; {instructions}");
        }

        var wanted = checks.Where(check => check.State != FileState.Good).Select(check => check.File.Name).ToHashSet();
        foreach (var download in entry.Downloads.Where(download => download.IsArchive ? wanted.Count > 0 : wanted.Contains(download.Name)))
        {
            var path = Path.Combine(folder, download.Name);
            await downloader.DownloadAsync(download, path, progress, cancellation).ConfigureAwait(false);
            if (!download.IsArchive) continue;
            DataArchive.Unpack(path, folder, entry.Files);
            File.Delete(path);
        }

        return wanted.Count == 0 ? checks : await DataVerifier.VerifyAsync(entry, folder, cancellation).ConfigureAwait(false);
    }

    private static string FolderFor(DataCatalogueEntry entry, string dataFolder)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataFolder));
        return Path.GetFileName(folder) == entry.Folder ? folder : Path.Combine(folder, entry.Folder);
    }
}
