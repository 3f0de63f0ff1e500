using System.Formats.Tar;

namespace Ipfl.Data;

/// <summary>Unpacks the wanted files of a <c>.tar.gz</c>, and nothing else: names inside the archive never become paths.</summary>
internal static class DataArchive
{
    /// <summary>Writes each file of <paramref name="wanted"/>, whole or not at all, directly into <paramref name="folder"/>.</summary>
    /// <exception cref="DownloadException">The archive is damaged or lacks a file.</exception>
    public static void Unpack(string archive, string folder, IReadOnlyList<DataFile> wanted)
    {
        var missing = wanted.Select(file => file.Name).ToHashSet();
        try
        {
            using var file = File.OpenRead(archive);
            using var gzip = new GzipContent(file);
            using var tar = new TarReader(gzip);
            while (missing.Count > 0 && tar.GetNextEntry() is { } entry)
            {
                var name = Path.GetFileName(entry.Name);
                if (entry is not { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile, DataStream: { } content }) continue;
                if (!missing.Remove(name)) continue;
                AtomicFile.Write(Path.Combine(folder, name), target => CopyWhole(content, entry.Length, target));
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new DownloadException(
                $"{archive} is no intact archive ({e.Message.TrimEnd('.')}); delete it and fetch the data again", e);
        }

        if (missing.Count > 0)
            throw new DownloadException($"{archive} lacks {string.Join(", ", missing)}; delete it and fetch the data again");
    }

    private static void CopyWhole(Stream content, long length, Stream target)
    {
        content.CopyTo(target);
        if (target.Length != length) throw new InvalidDataException($"it ends after {target.Length} of a file's {length} bytes");
    }
}
