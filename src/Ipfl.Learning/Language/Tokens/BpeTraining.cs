using System.Runtime.InteropServices;
using System.Text;

namespace Ipfl.Learning;

/// <summary>Trains a byte-level BPE tokenizer on texts and writes it as a Hugging Face folder, for <see cref="TextTokenizer.Open"/> and others.</summary>
public static class BpeTraining
{
    /// <summary>The fewest tokens: <c>&lt;pad&gt;</c> (0), <c>&lt;s&gt;</c> (1), <c>&lt;/s&gt;</c> (2) and the 256 bytes.</summary>
    public const int SmallestVocabulary = 3 + 256;

    /// <summary>
    /// Merges the most frequent pair of tokens within GPT-2's words (of equally frequent pairs the one with the smaller ids) until there are
    /// <paramref name="vocabulary"/> tokens or no pair occurs twice. The same texts, in any order, give the same files.
    /// </summary>
    /// <param name="texts">The texts; read once.</param>
    /// <param name="vocabulary">How many tokens to have at most, from <see cref="SmallestVocabulary"/> on; 4096 is usual for small models.</param>
    /// <param name="outputFolder">Where <c>tokenizer.json</c> and <c>tokenizer_config.json</c> go; made where missing.</param>
    /// <param name="cancellation">Stops before anything is written.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="vocabulary"/> is too small, or larger than any tokenizer's.</exception>
    public static void Train(IEnumerable<string> texts, int vocabulary, string outputFolder, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(outputFolder);
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabulary, SmallestVocabulary);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(vocabulary, TokenTable.MostIds);
        var merges = new BpeMergeSearch(CountWords(texts, cancellation)).Find(vocabulary, cancellation);
        Directory.CreateDirectory(outputFolder);
        BpeFolder.Write(outputFolder, merges);
    }

    /// <summary>Every word with how often it occurs, in the order of their characters.</summary>
    private static (string Word, long Count)[] CountWords(IEnumerable<string> texts, CancellationToken cancellation)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            cancellation.ThrowIfCancellationRequested();
            WordSplitter.Gpt2.Split(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)), word =>
                CollectionsMarshal.GetValueRefOrAddDefault(counts.GetAlternateLookup<ReadOnlySpan<char>>(), word, out _)++);
        }

        return [.. counts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value))];
    }
}
