namespace Ipfl.Data;

/// <summary>Turns numbers of samples per participant and class into the samples themselves.</summary>
internal static class ClassDeal
{
    /// <summary>Deals each class's samples in random order; <c>counts[i][c]</c> is how many of class c participant i gets.</summary>
    public static Partition Deal(ImageSet train, int[][] counts, RandomStream random) =>
        new(Deal(train, new SampleRange("all", 0, train.Count), counts, random));

    /// <summary>As above, of the samples in a stretch of the set.</summary>
    public static int[][] Deal(ImageSet train, SampleRange range, int[][] counts, RandomStream random)
    {
        var shuffled = IndicesByClass(train, range);
        foreach (var indices in shuffled) random.Shuffle(indices.AsSpan());
        var dealt = new int[train.Classes];
        return Array.ConvertAll(counts, own => Take(shuffled, dealt, own));
    }

    private static int[] Take(int[][] shuffled, int[] dealt, int[] counts)
    {
        var taken = new List<int>(counts.Sum());
        for (var label = 0; label < counts.Length; label++)
        {
            taken.AddRange(shuffled[label].AsSpan(dealt[label], counts[label]));
            dealt[label] += counts[label];
        }

        taken.Sort();
        return [.. taken];
    }

    private static int[][] IndicesByClass(ImageSet train, SampleRange range)
    {
        var indices = Array.ConvertAll(train.LabelCounts(range), count => new int[count]);
        var found = new int[train.Classes];
        var labels = train.Labels.Span;
        for (var i = range.Start; i < range.End; i++) indices[labels[i]][found[labels[i]]++] = i;
        return indices;
    }
}
