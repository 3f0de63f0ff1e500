namespace Ipfl;

/// <summary>How long files are. A link has a length of its own, which FileInfo.Length gives; what is read is the file behind it.</summary>
internal static class FileSize
{
    /// <summary>The bytes of a file, behind any links.</summary>
    /// <exception cref="IOException">It is missing or cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static long Of(string path)
    {
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        return RandomAccess.GetLength(file);
    }
}
