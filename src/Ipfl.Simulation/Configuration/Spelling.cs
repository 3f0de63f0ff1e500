namespace Ipfl.Simulation;

/// <summary>Suggests what a misspelt word may have been.</summary>
public static class Spelling
{
    /// <summary>The candidate with the fewest edits, or null when none is near: at most a third of the word's letters.</summary>
    /// <param name="word">What was written.</param>
    /// <param name="candidates">What is allowed; at least one.</param>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        var (nearest, edits) = candidates.Select(candidate => (candidate, edits: Edits(word, candidate))).MinBy(pair => pair.edits);
        return edits <= Math.Max(1, word.Length / 3) ? nearest : null;
    }

    /// <summary>The Levenshtein distance: insertions, deletions and replacements of single letters.</summary>
    private static int Edits(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
