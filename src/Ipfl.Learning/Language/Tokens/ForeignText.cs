namespace Ipfl.Learning;

/// <summary>Text from files that others wrote, made fit for a one-line message.</summary>
internal static class ForeignText
{
    private const int Longest = 120;

    /// <summary>In quotes, without control characters, shortened.</summary>
    public static string Quote(string text) => $"'{OneLine(text)}'";

    /// <summary>Without control characters, line breaks or halves of surrogate pairs, shortened.</summary>
    public static string OneLine(string text)
    {
        var visible = string.Concat(text.Take(Longest).Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? '?' : c));
        return text.Length > Longest ? visible + "…" : visible;
    }
}
