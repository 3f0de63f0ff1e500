using System.Security.Cryptography;
using System.Text;

namespace Ipfl.Protocol.Signing;

/// <summary>Private keys on P-256 in PEM files that only their owner can read.</summary>
public static class PrivateKeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The key in a file, which is made where there is none; the caller's.</summary>
    /// <exception cref="InvalidDataException">The file holds no key.</exception>
    public static ECDsa FindOrMake(string path)
    {
        if (!File.Exists(path))
        {
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            Write(path, made.ExportPkcs8PrivateKeyPem() + "\n");
        }

        return Read(path);
    }

    /// <summary>The key in a file; the caller's.</summary>
    /// <param name="path">The file.</param>
    /// <param name="remedy">What to do where it holds no key, for the message.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file holds no key.</exception>
    public static ECDsa Read(string path, string remedy = "name a file that holds one")
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: no such key file", path);
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            return key;
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new InvalidDataException($"{path}: no private key in PEM; {remedy}", error);
        }
    }

    /// <summary>Writes a secret file, whole or not at all: it is never readable by others, not even while it is written.</summary>
    public static void Write(string path, string text)
    {
        path = OutputPath.Behind(path);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(temporary, options))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
