using System.Buffers;

namespace Ipfl.Learning;

/// <summary>Finds added tokens in text: the leftmost first, of several at one place the longest.</summary>
internal sealed class AddedTokens
{
    private readonly Dictionary<string, int> _ids;
    private readonly int[] _lengths;
    private readonly SearchValues<string> _texts;

    public AddedTokens(IEnumerable<AddedToken> tokens)
    {
        _ids = tokens.ToDictionary(token => token.Text, token => token.Id, StringComparer.Ordinal);
        _lengths = [.. _ids.Keys.Select(text => text.Length).Distinct().OrderDescending()];
        _texts = SearchValues.Create([.. _ids.Keys], StringComparison.Ordinal);
    }

    /// <summary>Appends the ids of the tokens found, and those of the text between them by <paramref name="encoder"/>.</summary>
    public void Encode(ReadOnlySpan<char> text, bool continues, ITextEncoder encoder, List<int> ids)
    {
        while (text.IndexOfAny(_texts) is >= 0 and var at)
        {
            if (at > 0) encoder.Encode(text[..at], continues, ids);
            var (id, length) = Longest(text[at..]);
            ids.Add(id);
            text = text[(at + length)..];
            continues = false;
        }

        if (!text.IsEmpty) encoder.Encode(text, continues, ids);
    }

    private (int Id, int Length) Longest(ReadOnlySpan<char> text)
    {
        var lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var length in _lengths)
            if (length <= text.Length && lookup.TryGetValue(text[..length], out var id)) return (id, length);

        throw new InvalidOperationException("a token was found and then was not");
    }
}
