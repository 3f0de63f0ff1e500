using System.Globalization;
using System.Text.RegularExpressions;

namespace Ipfl.Learning;

/// <summary>
/// Splits text into the words within which byte-level tokenizers merge: each pattern splits what the patterns before it left, into its
/// matches and what lies between them.
/// </summary>
/// <param name="patterns">The patterns, in order.</param>
internal sealed partial class WordSplitter(params Regex[] patterns)
{
    /// <summary>
    /// Patterns are written for code points, .NET matches halves of surrogate pairs. So each pair is replaced by one character of the same
    /// category while matching.
    /// </summary>
    private static readonly char[] Substitutes = MakeSubstitutes();

    /// <summary>GPT-2's words: contractions, letters, digits or other marks, each with a space before; white space.</summary>
    public static WordSplitter Gpt2 { get; } = new(Gpt2Words());

    [GeneratedRegex(@"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant)]
    internal static partial Regex Gpt2Words();

    /// <summary>Gives every word of <paramref name="text"/>, which has no lone surrogates, to <paramref name="word"/>.</summary>
    public void Split(ReadOnlySpan<char> text, Word word)
    {
        if (text.IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            Split(text, 0, text, [], word);
            return;
        }

        var (points, places, count) = (new char[text.Length], new int[text.Length + 1], 0);
        for (var i = 0; i < text.Length; i++)
        {
            places[count] = i;
            points[count++] = char.IsHighSurrogate(text[i]) ? Substitutes[(int)CharUnicodeInfo.GetUnicodeCategory(char.ConvertToUtf32(text[i], text[++i]))] : text[i];
        }

        places[count] = text.Length;
        Split(points.AsSpan(0, count), 0, text, places.AsSpan(0, count + 1), word);
    }

    /// <summary>Receives one word.</summary>
    internal delegate void Word(ReadOnlySpan<char> word);

    private void Split(ReadOnlySpan<char> points, int level, ReadOnlySpan<char> text, ReadOnlySpan<int> places, Word word)
    {
        if (level == patterns.Length)
        {
            word(text);
            return;
        }

        var from = 0;
        foreach (var match in patterns[level].EnumerateMatches(points))
        {
            if (match.Length == 0) continue;
            if (match.Index > from) Part(points, from, match.Index, text, places);
            from = match.Index + match.Length;
            Part(points, match.Index, from, text, places);
        }

        if (from < points.Length) Part(points, from, points.Length, text, places);

        void Part(ReadOnlySpan<char> points, int from, int to, ReadOnlySpan<char> text, ReadOnlySpan<int> places)
        {
            if (places.IsEmpty) Split(points[from..to], level + 1, text[from..to], places, word);
            else Split(points[from..to], level + 1, text[(places[from] - places[0])..(places[to] - places[0])], places[from..(to + 1)], word);
        }
    }

    private static char[] MakeSubstitutes()
    {
        var substitutes = new char[30];
        for (var c = char.MaxValue; c >= 0x100; c--) substitutes[(int)CharUnicodeInfo.GetUnicodeCategory(c)] = c;
        return substitutes;
    }
}
