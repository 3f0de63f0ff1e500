namespace Ipfl.Service.Hosting;

/// <summary>Holds a server's folder for one process: two writers of one market would settle rounds twice. It ends with the process, however that ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Takes the folder, which is made where there is none.</summary>
    /// <exception cref="InvalidDataException">Another server holds it.</exception>
    public static FolderLock Take(ServiceFolder folder)
    {
        Directory.CreateDirectory(folder.Root);
        var path = Path.Combine(folder.Root, "server.lock");
        try
        {
            return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new InvalidDataException($"{folder.Root}: another server runs on this folder; stop it, or name another folder with --data", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
