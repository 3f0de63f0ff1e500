using System.Text;

namespace Ipfl.Cli;

/// <summary>A file that the user asked for by name: where it cannot be written, that is bad input and not a failure.</summary>
internal static class OutputFile
{
    /// <summary>Fails where the file surely cannot be written, before any work is done for it.</summary>
    public static void Require(string path)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full)) throw new InvalidDataException($"{path}: is a folder; choose a file with --out");
        if (OutputPath.TakesBytes(full)) return;
        if (!Directory.Exists(Path.GetDirectoryName(OutputPath.Behind(full)))) throw new InvalidDataException($"{path}: its folder does not exist; make it, or choose another file with --out");
    }

    public static void Write(string path, Action<Stream> write)
    {
        try
        {
            AtomicFile.Write(path, write);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path}: cannot be written ({error.Message.TrimEnd('.')}); choose another file with --out", error);
        }
    }

    /// <summary>Prints what would have gone into a file.</summary>
    public static void Print(Terminal terminal, Action<Stream> write)
    {
        using var buffer = new MemoryStream();
        write(buffer);
        terminal.Out.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }
}
