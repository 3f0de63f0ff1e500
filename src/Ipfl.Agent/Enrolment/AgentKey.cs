using System.Security.Cryptography;
using System.Text;

namespace Ipfl.Agent;

/// <summary>The key pair that an agent signs with, on the curve P-256, in a PEM file that only its owner may read.</summary>
internal static class AgentKey
{
    /// <summary>The key of the folder; made where there is none, so that an enrolment whose answer was lost is repeated with the same key.</summary>
    public static ECDsa FindOrMake(AgentFolder folder)
    {
        if (File.Exists(folder.Key)) return Read(folder);
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        try
        {
            Write(folder.Key, key.ExportPkcs8PrivateKeyPem());
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>The key of the folder; the caller's.</summary>
    /// <exception cref="InvalidDataException">The file is missing or no such key.</exception>
    public static ECDsa Read(AgentFolder folder)
    {
        if (!File.Exists(folder.Key)) throw new FileNotFoundException($"{folder.Key}: the agent's key is missing; restore it from a copy, or enrol anew in another state folder", folder.Key);
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(folder.Key));
            return key;
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new InvalidDataException($"{folder.Key}: no private key in PEM; restore it from a copy, or enrol anew in another state folder", error);
        }
    }

    /// <summary>The file is never readable by others, not even while it is written.</summary>
    private static void Write(string path, string pem)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(temporary, options))
        {
            file.Write(Encoding.ASCII.GetBytes(pem + "\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path);
    }
}
