namespace Ipfl;

/// <summary>
/// What people put into a folder. What is hidden, and what systems and file browsers leave behind on their own, does not count: it is as if it
/// were not there.
/// </summary>
internal static class FolderListing
{
    private static readonly string[] LeftBehind =
        ["Thumbs.db", "ehthumbs.db", "desktop.ini", "Icon\r", "__MACOSX", "@eaDir", "lost+found", "$RECYCLE.BIN", "System Volume Information"];

    /// <summary>The files directly inside a folder, links to files among them.</summary>
    public static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder).Where(IsVisible);

    /// <summary>The folders directly inside a folder, links to folders among them.</summary>
    public static IEnumerable<string> Folders(string folder) => Directory.EnumerateDirectories(folder).Where(IsVisible);

    /// <summary>Whether a folder has no file and no folder.</summary>
    public static bool IsEmpty(string folder) => !Directory.EnumerateFileSystemEntries(folder).Any(IsVisible);

    private static bool IsVisible(string path) =>
        Path.GetFileName(path) is var name && !name.StartsWith('.') && !LeftBehind.Contains(name, StringComparer.OrdinalIgnoreCase)
        && !(OperatingSystem.IsWindows() && (File.GetAttributes(path) & (FileAttributes.Hidden | FileAttributes.System)) != 0);
}
