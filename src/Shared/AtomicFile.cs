namespace Ipfl;

/// <summary>
/// Files that appear whole or not at all: written under a temporary name beside the target, flushed to disk, then renamed. Of a link it is
/// the target that is replaced; into a device or a pipe the bytes are written as they come.
/// </summary>
internal static class AtomicFile
{
    /// <summary>Writes <paramref name="path"/> by <paramref name="write"/>; a failure leaves no trace and any former file untouched.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        if (OutputPath.TakesBytes(path)) WriteInto(path, write);
        else Replace(OutputPath.Behind(path), write);
    }

    /// <summary>Writes text in UTF-8 without a byte order mark.</summary>
    public static void WriteAllText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    private static void WriteInto(string path, Action<Stream> write)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        write(stream);
    }

    private static void Replace(string path, Action<Stream> write)
    {
        // Each writer's own, also of two threads: the last one to finish is the one that stays.
        var temporary = $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
