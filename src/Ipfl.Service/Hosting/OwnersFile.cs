namespace Ipfl.Service.Hosting;

/// <summary>Files of a server's folder are its owner's alone (600), as the folder is; on Windows, who may read a file follows from where it is.</summary>
internal static class OwnersFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>How a file is opened that may have to be made.</summary>
    public static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Owner;
        return options;
    }

    /// <summary>Makes an empty file where there is none, and closes one that others can read.</summary>
    public static void Make(string path)
    {
        using (new FileStream(path, Options(FileMode.OpenOrCreate)))
        {
        }

        Close(path);
    }

    /// <summary>Closes a file to others. One of another owner stays as it is.</summary>
    public static void Close(string path)
    {
        if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & ~Owner) == UnixFileMode.None) return;
        try
        {
            File.SetUnixFileMode(path, Owner);
        }
        catch (UnauthorizedAccessException)
        {
            // The folder says so already, once and for all files.
        }
    }
}
