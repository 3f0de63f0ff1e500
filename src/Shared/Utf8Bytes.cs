namespace Ipfl;

/// <summary>Text files that have to be UTF-8, with or without a byte order mark, which is no part of the text.</summary>
internal static class Utf8Bytes
{
    /// <summary>The bytes of a file after its mark.</summary>
    /// <exception cref="InvalidDataException">It begins as UTF-16, UTF-32 or no text at all.</exception>
    public static ReadOnlyMemory<byte> Read(string path) => AfterMark(File.ReadAllBytes(path), path);

    /// <summary>As <see cref="Read"/>, of bytes that were read already.</summary>
    /// <exception cref="InvalidDataException">As there.</exception>
    public static ReadOnlyMemory<byte> AfterMark(byte[] content, string path) =>
        Foreign(content) is { } found ? throw new InvalidDataException($"{path} is {found}; save it as UTF-8") : content.AsMemory(MarkLength(content));

    /// <summary>How many bytes at the beginning are the mark.</summary>
    public static int MarkLength(ReadOnlySpan<byte> start) => start is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;

    /// <summary>What a file is by its first bytes where these are no UTF-8; null where they may be.</summary>
    public static string? Foreign(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "UTF-16 or UTF-32 text",
        [0x1F, 0x8B, ..] => "a gzip file",
        _ when start[..Math.Min(3, start.Length)].Contains((byte)0) => "no UTF-8 text",
        _ => null,
    };
}
