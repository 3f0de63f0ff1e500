namespace Ipfl.Data;

/// <summary>
/// Holds out a share of a participant's samples, on which models are judged and never trained. Every class gives its share, by the largest
/// remainders, so that what is held out has the participant's own mixture.
/// </summary>
public static class ValidationSplit
{
    /// <summary>How many of so many samples are held out: the share, rounded, but at least one is held out and one is left; of fewer than two none.</summary>
    public static int Count(int samples, double share) => share <= 0 || samples < 2 ? 0 : Math.Clamp((int)Math.Round(share * samples, MidpointRounding.AwayFromZero), 1, samples - 1);

    /// <summary>Chooses which.</summary>
    /// <param name="samples">The participant's samples; both parts keep their order.</param>
    /// <param name="classOf">A sample's class, from 0; the same for all where there are none.</param>
    /// <param name="share">The share that is held out, in [0, 1); 0 holds nothing out.</param>
    /// <param name="seed">Equal seeds choose equally.</param>
    /// <param name="participant">The participant's number, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is below 0, or 1 or more.</exception>
    public static (T[] Train, T[] HeldOut) Split<T>(IReadOnlyList<T> samples, Func<T, int> classOf, double share, long seed, int participant)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(classOf);
        if (!(share is >= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "allowed is a share from 0 to under 1");
        var order = new RandomStream(seed, RandomPurpose.Validation, participant: participant).Permutation(samples.Count);
        int[][] classes = [.. order.GroupBy(place => classOf(samples[place])).OrderBy(group => group.Key).Select(group => group.ToArray())];
        var quotas = Quotas([.. classes.Select(members => members.Length)], Count(samples.Count, share));
        var held = new bool[samples.Count];
        for (var c = 0; c < classes.Length; c++)
            foreach (var place in classes[c].AsSpan(0, quotas[c])) held[place] = true;
        return ([.. samples.Where((_, place) => !held[place])], [.. samples.Where((_, place) => held[place])]);
    }

    /// <summary>Shares a total out in proportion to the sizes: what the whole parts leave goes to the largest remainders, of equal ones to the first.</summary>
    private static int[] Quotas(int[] sizes, int total)
    {
        var samples = Math.Max(1, sizes.Sum());
        int[] quotas = [.. sizes.Select(size => (int)((long)size * total / samples))];
        var byRemainder = Enumerable.Range(0, sizes.Length).OrderByDescending(c => (long)sizes[c] * total % samples);
        foreach (var c in byRemainder.Take(total - quotas.Sum())) quotas[c]++;
        return quotas;
    }
}
