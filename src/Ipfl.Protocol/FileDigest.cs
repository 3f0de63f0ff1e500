using System.Security.Cryptography;

namespace Ipfl.Protocol;

/// <summary>How the protocol names files by their content.</summary>
public static class FileDigest
{
    /// <summary>SHA-256 of a file's bytes, 64 lower-case hexadecimal digits.</summary>
    public static string Of(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
