namespace Ipfl.Data;

/// <summary>The 80 characters of LEAF's Shakespeare; a character's index here is its symbol.</summary>
internal static class LeafAlphabet
{
    public const string Symbols = "\n !\"&'(),-.0123456789:;>?ABCDEFGHIJKLMNOPQRSTUVWXYZ[]abcdefghijklmnopqrstuvwxyz}";

    /// <summary>The characters in the words of an error.</summary>
    public const string Allowed = "newline, space, !\"&'(),-.:;>?[]}, digits and the letters A-Z and a-z";

    /// <summary>A readable name for each character.</summary>
    public static string[] Names { get; } = [.. Symbols.Select(symbol => symbol switch { '\n' => "newline", ' ' => "space", _ => $"{symbol}" })];

    private static readonly byte[] Indices = MakeIndices();

    /// <summary>Encodes a text; returns where it has a character that is none of the 80, or −1.</summary>
    public static int TryEncode(ReadOnlySpan<char> text, Span<byte> symbols)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] >= Indices.Length || Indices[text[i]] == byte.MaxValue) return i;
            symbols[i] = Indices[text[i]];
        }

        return -1;
    }

    /// <summary>A character in the words of an error.</summary>
    public static string Describe(char character) =>
        char.IsControl(character) || char.IsSurrogate(character) ? $"U+{(int)character:X4}" : $"'{character}' (U+{(int)character:X4})";

    private static byte[] MakeIndices()
    {
        var indices = new byte[128];
        indices.AsSpan().Fill(byte.MaxValue);
        for (var i = 0; i < Symbols.Length; i++) indices[Symbols[i]] = (byte)i;
        return indices;
    }
}
