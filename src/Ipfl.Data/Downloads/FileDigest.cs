using System.Security.Cryptography;

namespace Ipfl.Data;

/// <summary>SHA-256 of files, in lower-case hexadecimal.</summary>
internal static class FileDigest
{
    /// <summary>The digest of a file's bytes.</summary>
    public static async Task<string> OfBytesAsync(string path, CancellationToken cancellation)
    {
        using var file = OpenSequential(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false));
    }

    /// <summary>The digest of a file's content, which for a <c>.gz</c> is what it decompresses to.</summary>
    /// <exception cref="InvalidDataException">The compressed data are damaged.</exception>
    public static async Task<string> OfContentAsync(string path, CancellationToken cancellation)
    {
        if (!path.EndsWith(".gz", StringComparison.Ordinal)) return await OfBytesAsync(path, cancellation).ConfigureAwait(false);
        using var file = OpenSequential(path);
        using var content = new GzipContent(file);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        while (await content.ReadAsync(buffer, cancellation).ConfigureAwait(false) is > 0 and var read)
            digest.AppendData(buffer.AsSpan(0, read));
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    private static FileStream OpenSequential(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan | FileOptions.Asynchronous);
}
