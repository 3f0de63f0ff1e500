using System.Text;

namespace Ipfl.Learning;

/// <summary>Byte-level BPE: every word's bytes are merged by rank; any text has ids, because every byte has.</summary>
/// <param name="splitter">What makes words.</param>
/// <param name="byteIds">The id of each byte.</param>
/// <param name="merges">Two ids (the left in the upper half) to the rank of their merge and its id.</param>
/// <param name="wholeWords">Tokens that stand for a word as it is, whatever the merges say; null for none.</param>
internal sealed class ByteLevelEncoder(
    WordSplitter splitter, int[] byteIds, Dictionary<long, (int Rank, int Id)> merges, Dictionary<string, int>? wholeWords) : ITextEncoder
{
    /// <summary>The key of a pair in <c>merges</c>.</summary>
    public static long Pair(int left, int right) => ((long)left << 32) | (uint)right;

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<char> text, bool continues, List<int> ids)
    {
        var (merger, bytes) = (new PairMerger(), new byte[256]);
        splitter.Split(text, word =>
        {
            if (bytes.Length < 3 * word.Length) bytes = new byte[Math.Max(2 * bytes.Length, 3 * word.Length)];
            Encode(bytes.AsSpan(0, Encoding.UTF8.GetBytes(word, bytes)), merger, ids);
        });
    }

    private void Encode(ReadOnlySpan<byte> word, PairMerger merger, List<int> ids)
    {
        if (wholeWords is not null && wholeWords.TryGetValue(ByteSymbols.Write(word), out var whole))
        {
            ids.Add(whole);
            return;
        }

        merger.Clear();
        for (var i = 0; i < word.Length; i++) merger.Add(i, i + 1, byteIds[word[i]]);
        foreach (var symbol in merger.Merge(new Rule(merges))) ids.Add(symbol.Id);
    }

    private readonly struct Rule(Dictionary<long, (int Rank, int Id)> merges) : IMergeRule
    {
        public bool TryMerge(in MergeSymbol left, in MergeSymbol right, out int rank, out int id)
        {
            var found = merges.TryGetValue(Pair(left.Id, right.Id), out var merge);
            (rank, id) = merge;
            return found;
        }
    }
}
