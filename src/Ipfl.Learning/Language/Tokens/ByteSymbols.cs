namespace Ipfl.Learning;

/// <summary>
/// The characters by which byte-level vocabularies write bytes (GPT-2): printable ones of Latin-1 stand for themselves, the others for
/// U+0100 and on, so that a token is visible text without spaces.
/// </summary>
internal static class ByteSymbols
{
    private static readonly char[] Symbols = Make();
    private static readonly Dictionary<char, byte> Bytes = Enumerable.Range(0, 256).ToDictionary(value => Symbols[value], value => (byte)value);

    /// <summary>A byte's character.</summary>
    public static char Of(byte value) => Symbols[value];

    /// <summary>Bytes as text.</summary>
    public static string Write(ReadOnlySpan<byte> bytes)
    {
        var text = new char[bytes.Length];
        for (var i = 0; i < text.Length; i++) text[i] = Symbols[bytes[i]];
        return new string(text);
    }

    /// <summary>The bytes of a token; a token with any other character is text as it stands.</summary>
    public static byte[] Read(string token)
    {
        var bytes = new byte[token.Length];
        for (var i = 0; i < token.Length; i++)
            if (!Bytes.TryGetValue(token[i], out bytes[i])) return System.Text.Encoding.UTF8.GetBytes(token);

        return bytes;
    }

    private static char[] Make()
    {
        var (symbols, further) = (new char[256], 256);
        for (var value = 0; value < 256; value++)
            symbols[value] = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE ? (char)value : (char)further++;
        return symbols;
    }
}
