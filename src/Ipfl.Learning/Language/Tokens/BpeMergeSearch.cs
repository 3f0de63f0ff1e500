using System.Runtime.InteropServices;
using System.Text;

namespace Ipfl.Learning;

/// <summary>A token made of two.</summary>
internal readonly record struct BpeMerge(int Left, int Right, int Id);

/// <summary>
/// Finds the merges of a BPE. Every pair's count and the words that have it are kept up to date with each merge, so that a merge touches only
/// the words that it changes.
/// </summary>
internal sealed class BpeMergeSearch
{
    /// <summary>The id of byte 0; the other bytes follow.</summary>
    public const int FirstByte = 3;

    private readonly int[][] _words;
    private readonly long[] _wordCounts;
    private readonly Dictionary<long, long> _counts = [];

    /// <summary>The words that have, or once had, a pair.</summary>
    private readonly Dictionary<long, List<int>> _places = [];

    /// <summary>The most frequent pair first, of equals the smaller. A count here may be out of date; the right one is then put in on its way.</summary>
    private readonly PriorityQueue<long, (long Fewer, long Pair)> _queue = new();

    public BpeMergeSearch(IReadOnlyList<(string Word, long Count)> words)
    {
        _words = [.. words.Select(word => Encoding.UTF8.GetBytes(word.Word).Select(value => FirstByte + value).ToArray())];
        _wordCounts = [.. words.Select(word => word.Count)];
        for (var i = 0; i < _words.Length; i++) Count(i, +1, fresh: null);
        foreach (var pair in _counts.Keys) Enqueue(pair);
    }

    /// <summary>The merges, in order, until there are <paramref name="vocabulary"/> tokens or no pair occurs twice.</summary>
    public List<BpeMerge> Find(int vocabulary, CancellationToken cancellation)
    {
        var merges = new List<BpeMerge>();
        var tokens = Enumerable.Range(0, 256).Select(value => ((char)value).ToString()).ToList();
        var ids = tokens.Select((token, value) => (token, id: FirstByte + value)).ToDictionary(entry => entry.token, entry => entry.id, StringComparer.Ordinal);
        while (tokens.Count + FirstByte < vocabulary && TryDequeue(out var pair))
        {
            cancellation.ThrowIfCancellationRequested();
            var (left, right) = ((int)(pair >> 32), (int)pair);
            var token = tokens[left - FirstByte] + tokens[right - FirstByte];

            // Two merges may make the same token: "ab" and "c", "a" and "bc".
            if (!ids.TryGetValue(token, out var id))
            {
                id = FirstByte + tokens.Count;
                ids.Add(token, id);
                tokens.Add(token);
            }

            merges.Add(new BpeMerge(left, right, id));
            Apply(pair, left, right, id);
        }

        return merges;
    }

    private bool TryDequeue(out long pair)
    {
        while (_queue.TryDequeue(out pair, out var order))
        {
            var count = _counts.GetValueOrDefault(pair);
            if (count == -order.Fewer) return true;
            if (count < -order.Fewer) Enqueue(pair);
        }

        return false;
    }

    private void Apply(long pair, int left, int right, int id)
    {
        var fresh = new HashSet<long>();
        _places.Remove(pair, out var places);
        foreach (var word in places!.Distinct())
        {
            Count(word, -1, fresh: null);
            _words[word] = Merged(_words[word], left, right, id);
            Count(word, +1, fresh, id);
        }

        _counts.Remove(pair);
        foreach (var changed in fresh) Enqueue(changed);
    }

    /// <summary>Adds or removes a word's pairs; pairs with <paramref name="id"/> go to <paramref name="fresh"/>, and the word to their places.</summary>
    private void Count(int word, int sign, HashSet<long>? fresh, int id = -1)
    {
        var symbols = _words[word];
        for (var i = 0; i + 1 < symbols.Length; i++)
        {
            var pair = ByteLevelEncoder.Pair(symbols[i], symbols[i + 1]);
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, pair, out _) += sign * _wordCounts[word];
            if (sign < 0 || (id >= 0 && symbols[i] != id && symbols[i + 1] != id)) continue;
            fresh?.Add(pair);
            ref var places = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, pair, out _);
            places ??= [];
            if (places is [] || places[^1] != word) places.Add(word);
        }
    }

    private void Enqueue(long pair)
    {
        if (_counts.GetValueOrDefault(pair) is >= 2 and var count) _queue.Enqueue(pair, (-count, pair));
    }

    private static int[] Merged(int[] symbols, int left, int right, int id)
    {
        var (merged, count) = (new int[symbols.Length], 0);
        for (var i = 0; i < symbols.Length; i++)
        {
            var match = symbols[i] == left && i + 1 < symbols.Length && symbols[i + 1] == right;
            merged[count++] = match ? id : symbols[i];
            if (match) i++;
        }

        return merged[..count];
    }
}
