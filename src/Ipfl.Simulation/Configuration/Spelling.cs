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

    /// <summary>Insertions, deletions and replacements of single letters and swaps of neighbours (optimal string alignment).</summary>
    private static int Edits(string a, string b)
    {
        var edits = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) edits[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) edits[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                edits[i, j] = Math.Min(replaced, Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
            }
        }

        return edits[a.Length, b.Length];
    }
}
