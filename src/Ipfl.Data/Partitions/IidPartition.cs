namespace Ipfl.Data;

/// <summary>Equal random shares of the whole set; where it does not divide evenly, the first participants have one sample more.</summary>
public sealed record IidPartition : PartitionScheme
{
    private protected override Partition SplitAmong(ImageSet train, int participants, RandomStream random, CancellationToken cancellation)
    {
        CheckEnoughSamples(train, participants, each: 1);
        var order = random.Permutation(train.Count);
        var (share, more) = Math.DivRem(train.Count, participants);
        var shares = new int[participants][];
        for (int i = 0, at = 0; i < participants; at += shares[i++].Length)
        {
            shares[i] = order.AsSpan(at, share + (i < more ? 1 : 0)).ToArray();
            Array.Sort(shares[i]);
        }

        return new Partition(shares);
    }
}
