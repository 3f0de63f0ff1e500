using System.Security.Cryptography;

namespace Ipfl.Learning;

/// <summary>
/// Keeps adapted copies of libraries in a folder of the user's, named after their content and used again by later runs. Where there is no
/// such folder, a copy lies in a private temporary one for as long as it takes to load it.
/// </summary>
internal sealed class AdaptedLibraryCache(string? folder)
{
    private const UnixFileMode OnlyMe = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary><c>$XDG_CACHE_HOME/ipfl/native</c>, by default <c>~/.cache/ipfl/native</c>.</summary>
    public static AdaptedLibraryCache OfUser() => new(FolderFor(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME"), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), Environment.CurrentDirectory));

    /// <summary>
    /// The folder to keep copies in; null where there is none to trust. A relative one, and any below the working folder, may be somebody
    /// else's: who unpacks an archive and works in it must not run code that lies there.
    /// </summary>
    /// <param name="cache">XDG_CACHE_HOME, which by its specification counts only where it is absolute.</param>
    /// <param name="home">The user's folder; empty where it does not exist.</param>
    /// <param name="working">The working folder.</param>
    public static string? FolderFor(string? cache, string home, string working)
    {
        var root = Path.IsPathFullyQualified(cache ?? "") ? cache! : Path.Combine(home, ".cache");
        if (!Path.IsPathFullyQualified(root) || !(root == cache || Directory.Exists(home))) return null;
        var folder = Path.GetFullPath(Path.Combine(root, "ipfl", "native"));
        return IsBelow(OutputPath.Real(folder), OutputPath.Real(working)) ? null : folder;
    }

    /// <summary>Lets <paramref name="load"/> load a file with exactly these bytes, which is written only where there is none yet.</summary>
    /// <returns>What <paramref name="load"/> returns, and where the file is or was.</returns>
    /// <exception cref="IOException">No folder can be written.</exception>
    /// <exception cref="UnauthorizedAccessException">No folder can be written.</exception>
    public (T Loaded, string Path) Load<T>(string name, byte[] content, Func<string, T> load)
    {
        try
        {
            if (folder is not null && Keep(name, content) is var kept) return (load(kept), kept);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            // A user's folder that cannot be written is no reason not to run.
        }

        var temporary = Directory.CreateTempSubdirectory("ipfl-native-").FullName;
        try
        {
            var path = Path.Combine(temporary, name);
            File.WriteAllBytes(path, content);
            return (load(path), path);
        }
        finally
        {
            // What is loaded stays so without its file.
            Directory.Delete(temporary, recursive: true);
        }
    }

    /// <summary>The path of a file with exactly these bytes, written only where there is none yet.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    internal string Keep(string name, ReadOnlySpan<byte> content)
    {
        ArgumentNullException.ThrowIfNull(folder);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        var path = Path.Combine(folder, $"{Convert.ToHexStringLower(hash[..8])}-{name}");
        if (Holds(path, hash)) return path;

        if (!OperatingSystem.IsWindows()) Directory.CreateDirectory(folder, OnlyMe);
        var bytes = content.ToArray();
        AtomicFile.Write(path, stream => stream.Write(bytes));
        return path;
    }

    private static bool IsBelow(string path, string folder) =>
        Path.GetRelativePath(folder, path) is var relative && !Path.IsPathRooted(relative) && relative != ".." && !relative.StartsWith($"..{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    private static bool Holds(string path, ReadOnlySpan<byte> hash) =>
        File.Exists(path) && SHA256.HashData(File.ReadAllBytes(path)).AsSpan().SequenceEqual(hash);
}
