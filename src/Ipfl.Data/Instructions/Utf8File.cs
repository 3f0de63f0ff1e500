namespace Ipfl.Data;

/// <summary>A text file that has to be UTF-8, with or without a byte order mark.</summary>
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
            if (Foreign(start[..read]) is { } found) throw new InvalidDataException($"{path} is {found}; save it as UTF-8");
            content.Position = start[..read] is [0xEF, 0xBB, 0xBF] ? 3 : 0;
            return content;
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    private static string? Foreign(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "UTF-16 or UTF-32 text",
        [0x1F, 0x8B, ..] => "a gzip file",
        _ when start.Contains((byte)0) => "no UTF-8 text",
        _ => null,
    };
}
