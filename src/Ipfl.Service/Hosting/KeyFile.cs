using System.Security.Cryptography;

namespace Ipfl.Service.Hosting;

/// <summary>Private keys on P-256 in PEM files that only their owner can read.</summary>
public static class KeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The key in a file, which is made where there is none.</summary>
    /// <returns>PEM.</returns>
    /// <exception cref="InvalidDataException">The file holds no key on P-256.</exception>
    public static string ReadOrMake(string path)
    {
        if (!File.Exists(path))
        {
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            Write(path, made.ExportPkcs8PrivateKeyPem());
        }

        return Read(path);
    }

    /// <summary>The key in a file.</summary>
    /// <returns>PEM.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file holds no key.</exception>
    public static string Read(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: no such key file", path);
        var pem = File.ReadAllText(path);
        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(pem);
            return pem;
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            throw new InvalidDataException($"{path}: holds no private key on P-256 in PEM", error);
        }
    }

    /// <summary>Writes a secret file, whole or not at all, that only its owner can read.</summary>
    public static void Write(string path, string text)
    {
        var temporary = $"{path}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
