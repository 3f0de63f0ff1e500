using System.Text.Json;

namespace Ipfl.Protocol;

/// <summary>Foreign text made fit for a one-line message.</summary>
internal static class Text
{
    private const int Longest = 80;

    /// <summary>In quotes, without control characters, shortened.</summary>
    public static string Quote(string text) => $"'{OneLine(text)}'";

    /// <summary>Without control characters or line breaks, shortened.</summary>
    public static string OneLine(string text)
    {
        var visible = string.Concat(text.Take(Longest).Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? '?' : c));
        return text.Length > Longest ? visible + "…" : visible;
    }

    /// <summary>A shape, shortened.</summary>
    public static string Dimensions(IReadOnlyList<long> shape) => OneLine(string.Join(", ", shape.Take(Longest)));

    /// <summary>What a JSON value is, in words.</summary>
    public static string Kind(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "a boolean",
    };
}
