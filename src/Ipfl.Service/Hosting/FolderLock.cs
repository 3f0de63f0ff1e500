using System.Runtime.Versioning;

namespace Ipfl.Service.Hosting;

/// <summary>Holds a server's folder for one process: two writers of one market would settle rounds twice. It ends with the process, however that ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file, string? remark) => (_file, Remark) = (file, remark);

    /// <summary>What the operator should know of who could read the folder; null where only its owner could.</summary>
    public string? Remark { get; }

    /// <summary>Takes the folder, which is made where there is none; from then on it is its owner's alone.</summary>
    /// <exception cref="InvalidDataException">Another server holds it.</exception>
    public static FolderLock Take(ServiceFolder folder)
    {
        var remark = OperatingSystem.IsWindows() ? Create(folder.Root) : Close(folder.Root);
        var path = Path.Combine(folder.Root, "server.lock");
        try
        {
            return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), remark);
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new InvalidDataException($"{folder.Root}: another server runs on this folder; stop it, or name another folder with --data", error);
        }
    }

    /// <summary>On Windows, who may read a folder follows from where it is.</summary>
    private static string? Create(string root)
    {
        Directory.CreateDirectory(root);
        return null;
    }

    [UnsupportedOSPlatform("windows")]
    private static string? Close(string root)
    {
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(root, owner);
        var mode = File.GetUnixFileMode(root);
        if ((mode & ~owner) == UnixFileMode.None) return null;
        try
        {
            File.SetUnixFileMode(root, owner);
            return $"{root}: was open to other users ({Octal(mode)}); it is its owner's alone now (700)";
        }
        catch (UnauthorizedAccessException)
        {
            return $"{root}: is open to other users ({Octal(mode)}), who can read models and accounts, and belongs to another one than the server; make it the server's alone (700)";
        }
    }

    private static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
