namespace Ipfl.Data;

/// <summary>Instruction records of several sources, and the participants that hold them.</summary>
public sealed class InstructionDataSet
{
    /// <summary>Puts a set together.</summary>
    /// <param name="name">The set's name.</param>
    /// <param name="train">Training records, source after source; partitions index into them.</param>
    /// <param name="test">Test records, source after source.</param>
    /// <param name="sources">Where each source's records lie; together they cover both lists.</param>
    /// <param name="holders">The participants, in their order.</param>
    /// <exception cref="ArgumentException">The sources do not cover the records, or a holder has no such source or no samples.</exception>
    public InstructionDataSet(
        string name,
        IReadOnlyList<InstructionRecord> train,
        IReadOnlyList<InstructionRecord> test,
        IReadOnlyList<InstructionSource> sources,
        IReadOnlyList<InstructionHolder> holders)
    {
        (Name, Train, Test, Sources, Holders) = (name, train, test, sources, holders);
        if (!Covers(sources.Select(source => source.Train), train.Count)) throw new ArgumentException("the sources do not cover the training records", nameof(sources));
        if (!Covers(sources.Select(source => source.Test), test.Count)) throw new ArgumentException("the sources do not cover the test records", nameof(sources));
        if (holders.FirstOrDefault(holder => holder.Source < 0 || holder.Source >= sources.Count || holder.Samples < 1) is { } bad)
            throw new ArgumentException($"holder {bad.Name} has source {bad.Source} and {bad.Samples} samples", nameof(holders));
    }

    /// <summary>The set's name, such as <c>mixed-finance</c>.</summary>
    public string Name { get; }

    /// <summary>Training records, source after source.</summary>
    public IReadOnlyList<InstructionRecord> Train { get; }

    /// <summary>Test records, source after source.</summary>
    public IReadOnlyList<InstructionRecord> Test { get; }

    /// <summary>The sources, in the order of their records.</summary>
    public IReadOnlyList<InstructionSource> Sources { get; }

    /// <summary>The participants, in their order.</summary>
    public IReadOnlyList<InstructionHolder> Holders { get; }

    /// <summary>SHA-256 of the texts of all records in lower-case hexadecimal; computed whenever it is asked for.</summary>
    public string ComputeSha256() => SampleDigest.Of(this);

    /// <summary>
    /// Draws every participant's training records from its source without replacement; no record has two holders. Where a source has fewer
    /// than its holders ask for, they share what is there equally: nobody gets more than it asks for, and nobody gets less than another
    /// that asks for as much, but for one record that is left over.
    /// </summary>
    /// <param name="random">Equal streams give equal partitions.</param>
    /// <returns>For each holder, its indices into <see cref="Train"/> in ascending order.</returns>
    /// <exception cref="InvalidDataException">A source has fewer records than holders.</exception>
    public Partition Split(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var shares = new int[Holders.Count][];
        for (var source = 0; source < Sources.Count; source++)
        {
            var range = Sources[source].Train;
            var holders = Enumerable.Range(0, Holders.Count).Where(holder => Holders[holder].Source == source).ToArray();
            var sizes = FairShares.Of(range.Count, [.. holders.Select(holder => Holders[holder].Samples ?? range.Count)]);
            if (sizes.Contains(0))
            {
                throw new InvalidDataException(
                    $"{range.Name} has {range.Count} training records for {holders.Length} participants, each of which needs one; lower participants");
            }

            var order = random.Permutation(range.Count);
            for (int i = 0, at = 0; i < holders.Length; at += sizes[i++])
            {
                var own = Array.ConvertAll(order[at..(at + sizes[i])], index => range.Start + index);
                Array.Sort(own);
                shares[holders[i]] = own;
            }
        }

        return new Partition(shares);
    }

    /// <summary>The index of the source that a training record comes from.</summary>
    /// <param name="trainIndex">An index into <see cref="Train"/>.</param>
    public int SourceOf(int trainIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trainIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(trainIndex, Train.Count);
        var source = 0;
        while (Sources[source].Train.End <= trainIndex) source++;
        return source;
    }

    private static bool Covers(IEnumerable<SampleRange> ranges, int records)
    {
        var at = 0;
        foreach (var range in ranges)
        {
            if (range.Start != at || range.Count < 1) return false;
            at = range.End;
        }

        return at == records;
    }
}
