using System.Text;

namespace Ipfl.Learning;

/// <summary>
/// SentencePiece's BPE as Llama 2 uses it: spaces become U+2581, one goes before the text, neighbours merge where a piece is their text, and
/// a character that no piece has becomes its bytes.
/// </summary>
/// <param name="prefix">Whether a space goes before the text.</param>
/// <param name="pieces">A piece's id and rank: how many scores are above its own.</param>
/// <param name="byteIds">The id of each byte.</param>
internal sealed class SentencePieceEncoder(bool prefix, Dictionary<string, (int Id, int Rank)> pieces, int[] byteIds) : ITextEncoder
{
    /// <summary>What stands for a space.</summary>
    public const char Space = '\u2581';

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<char> text, bool continues, List<int> ids)
    {
        if (text.IsEmpty) return;
        var characters = new char[text.Length + (prefix && !continues ? 1 : 0)];
        characters[0] = Space;
        text.Replace(characters.AsSpan(characters.Length - text.Length), ' ', Space);
        var rule = new Rule(characters, pieces.GetAlternateLookup<ReadOnlySpan<char>>());
        var merger = new PairMerger();
        for (int i = 0, end; i < characters.Length; i = end)
        {
            end = i + (char.IsHighSurrogate(characters[i]) ? 2 : 1);
            merger.Add(i, end, rule.Find(i, end).Id);
        }

        Span<byte> bytes = stackalloc byte[4];
        foreach (var symbol in merger.Merge(rule))
        {
            if (symbol.Id >= 0)
            {
                ids.Add(symbol.Id);
                continue;
            }

            var count = Encoding.UTF8.GetBytes(characters.AsSpan(symbol.Start, symbol.End - symbol.Start), bytes);
            foreach (var value in bytes[..count]) ids.Add(byteIds[value]);
        }
    }

    private readonly ref struct Rule(
        ReadOnlySpan<char> text, Dictionary<string, (int Id, int Rank)>.AlternateLookup<ReadOnlySpan<char>> pieces) : IMergeRule
    {
        private readonly ReadOnlySpan<char> _text = text;

        public (int Id, int Rank) Find(int start, int end) => pieces.TryGetValue(_text[start..end], out var piece) ? piece : (-1, 0);

        public bool TryMerge(in MergeSymbol left, in MergeSymbol right, out int rank, out int id)
        {
            (id, rank) = Find(left.Start, right.End);
            return id >= 0;
        }
    }
}
