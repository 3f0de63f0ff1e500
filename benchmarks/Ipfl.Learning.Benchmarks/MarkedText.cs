namespace Ipfl.Learning.Benchmarks;

/// <summary>A part of a page that is written by a program, between two marks.</summary>
internal static class MarkedText
{
    /// <summary>Replaces what stands between the marks.</summary>
    /// <exception cref="InvalidDataException">The page lacks them.</exception>
    public static void Replace(string page, string begin, string end, string content)
    {
        var text = File.ReadAllText(page);
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal), text.IndexOf(end, StringComparison.Ordinal));
        if (from < 0 || to < from) throw new InvalidDataException($"{page}: the marks '{begin}' and '{end}' are not there");
        File.WriteAllText(page, text[..(from + begin.Length)] + "\n\n" + content + text[to..]);
    }
}
