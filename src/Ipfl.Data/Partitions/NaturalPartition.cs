namespace Ipfl.Data;

/// <summary>Participant i is the i-th user of the data set, with all its samples; for sets that know their users.</summary>
public sealed record NaturalPartition : PartitionScheme
{
    private protected override Partition SplitAmong(ImageSet train, int participants, RandomStream random, CancellationToken cancellation)
    {
        if (train.Users.Count == 0)
            throw new InvalidDataException("[partition] kind is \"natural\", but the data set has no users; femnist and shakespeare have, others need another kind");
        if (participants > train.Users.Count)
            throw new InvalidDataException($"participants is {participants}, but the training set has {train.Users.Count} users; allowed are up to so many");
        return new Partition([.. train.Users.Take(participants).Select(user => Enumerable.Range(user.Start, user.Count).ToArray())]);
    }
}
