using System.Security.Cryptography;

namespace Ipfl.Learning;

/// <summary>Keeps adapted copies of libraries in a folder of the user's, named after their content and used again by later runs.</summary>
internal sealed class AdaptedLibraryCache(string folder)
{
    private const UnixFileMode OnlyMe = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary><c>$XDG_CACHE_HOME/ipfl/native</c>, by default <c>~/.cache/ipfl/native</c>.</summary>
    public static AdaptedLibraryCache OfUser()
    {
        var root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(root))
            root = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return new AdaptedLibraryCache(Path.Combine(root, "ipfl", "native"));
    }

    /// <summary>The path of a file with exactly these bytes, written only where there is none yet.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public string Keep(string name, ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        var path = Path.Combine(folder, $"{Convert.ToHexStringLower(hash[..8])}-{name}");
        if (Holds(path, hash)) return path;

        if (!OperatingSystem.IsWindows()) Directory.CreateDirectory(folder, OnlyMe);
        var bytes = content.ToArray();
        AtomicFile.Write(path, stream => stream.Write(bytes));
        return path;
    }

    private static bool Holds(string path, ReadOnlySpan<byte> hash) =>
        File.Exists(path) && SHA256.HashData(File.ReadAllBytes(path)).AsSpan().SequenceEqual(hash);
}
