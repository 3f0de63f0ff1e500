namespace Ipfl.Data;

/// <summary>A rule that splits a training set among participants. A sample belongs to at most one participant.</summary>
public abstract record PartitionScheme
{
    /// <summary>How many samples everyone holds at least under a Dirichlet rule.</summary>
    public const int MinimumSamples = 10;

    /// <summary>Splits the set; equal arguments give equal partitions. Each participant's indices are in ascending order.</summary>
    /// <param name="train">The training set.</param>
    /// <param name="participants">m, how many participants there are.</param>
    /// <param name="random">A stream of purpose <see cref="RandomPurpose.Partition"/>.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>: rules that draw again and again may take long.</param>
    /// <exception cref="InvalidDataException">The rule's parameters do not allow such a split; the message says what to change.</exception>
    public Partition Split(ImageSet train, int participants, RandomStream random, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(random);
        if (participants < 1) throw new InvalidDataException($"participants is {participants}; allowed are whole numbers from 1");
        return SplitAmong(train, participants, random, cancellation);
    }

    private protected abstract Partition SplitAmong(ImageSet train, int participants, RandomStream random, CancellationToken cancellation);

    private protected static void CheckConcentration(string key, double value)
    {
        if (value is not (>= 1e-6 and <= 1e6))
            throw new InvalidDataException($"[partition] {key} is {value}; allowed are numbers from 0.000001 to 1000000");
    }

    private protected static void CheckEnoughSamples(ImageSet train, int participants, int each)
    {
        if ((long)participants * each <= train.Count) return;
        throw new InvalidDataException(
            $"participants is {participants}, at least {each} samples each, but the training set has {train.Count} samples; "
            + $"allowed are up to {train.Count / each}");
    }
}
