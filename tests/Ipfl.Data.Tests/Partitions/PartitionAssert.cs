namespace Ipfl.Data.Tests;

/// <summary>What must hold of partitions.</summary>
internal static class PartitionAssert
{
    /// <summary>Ascending indices of the set, none held twice.</summary>
    public static void IsDisjoint(Partition partition, int participants, int samples)
    {
        Assert.Equal(participants, partition.Participants.Count);
        var taken = new bool[samples];
        foreach (var own in partition.Participants)
        {
            for (var k = 0; k < own.Length; k++)
            {
                Assert.False(taken[own[k]], $"sample {own[k]} is held twice");
                taken[own[k]] = true;
                if (k > 0) Assert.True(own[k - 1] < own[k], "indices ascend");
            }
        }
    }

    public static void IsComplete(Partition partition, int participants, int samples)
    {
        IsDisjoint(partition, participants, samples);
        Assert.Equal(samples, partition.Participants.Sum(own => own.Length));
    }

    public static void AreEqual(Partition expected, Partition actual)
    {
        Assert.Equal(expected.Participants.Count, actual.Participants.Count);
        for (var i = 0; i < expected.Participants.Count; i++) Assert.Equal(expected.Participants[i], actual.Participants[i]);
    }

    /// <summary>Whoever already holds an even share of the total gets nothing of the classes that follow.</summary>
    public static void NobodyGetsMoreAfterAnEvenShare(ImageSet train, IReadOnlyList<int[]> parts)
    {
        var total = parts.Sum(own => own.Length);
        foreach (var own in parts)
        {
            var held = 0;
            foreach (var count in train.LabelCounts(own))
            {
                if ((long)held * parts.Count >= total) Assert.Equal(0, count);
                held += count;
            }
        }
    }
}
