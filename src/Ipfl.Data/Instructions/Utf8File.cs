namespace Ipfl.Data;

/// <summary>A text file that has to be UTF-8, with or without a byte order mark, read as a stream.</summary>
internal static class Utf8File
{
    /// <summary>Opens the file after its mark.</summary>
    /// <exception cref="InvalidDataException">Its first bytes are those of UTF-16 or UTF-32, or of no text at all.</exception>
    public static FileStream Open(string path)
    {
        var content = new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan });
        try
        {
            Span<byte> start = stackalloc byte[3];
            var read = content.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            if (Utf8Bytes.Foreign(start[..read]) is { } found) throw new InvalidDataException($"{path} is {found}; save it as UTF-8");
            content.Position = Utf8Bytes.MarkLength(start[..read]);
            return content;
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }
}
