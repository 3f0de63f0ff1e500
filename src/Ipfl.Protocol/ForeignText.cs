using System.Text;
using System.Text.Json;

namespace Ipfl.Protocol;

/// <summary>Text that others wrote, made fit for a message of one line.</summary>
public static class ForeignText
{
    private const int Longest = 120;

    /// <summary>In quotes, otherwise as <see cref="OneLine"/> leaves it.</summary>
    public static string Quote(string text) => $"'{OneLine(text)}'";

    /// <summary>With a question mark for each control character, line break and half of a surrogate pair, and shortened.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">How many characters are kept.</param>
    public static string OneLine(string text, int longest = Longest)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (line, kept) = (new StringBuilder(), 0);
        foreach (var letter in text.EnumerateRunes())
        {
            if (kept++ == longest) return line.Append('…').ToString();
            line.Append(Rune.IsControl(letter) || letter == Rune.ReplacementChar || letter.Value is '\u2028' or '\u2029' ? "?" : letter.ToString());
        }

        return line.ToString();
    }

    /// <summary>A shape, shortened.</summary>
    internal static string Dimensions(IReadOnlyList<long> shape) => OneLine(string.Join(", ", shape.Take(Longest)));

    /// <summary>What a JSON value is, in words.</summary>
    internal static string Kind(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "a boolean",
    };
}
