using CsCheck;

namespace Ipfl.Data.Tests;

public class IidPartitionTests
{
    [Fact]
    public void Shares_are_equal_and_every_sample_has_one_holder()
    {
        Gen.Select(RandomLabels.Sets(20, 300), Gen.Int[1, 20], Gen.Long).Sample(
            (train, participants, seed) =>
            {
                var partition = new IidPartition().Split(train, participants, RandomLabels.Stream(seed));
                PartitionAssert.IsComplete(partition, participants, train.Count);
                var (least, most) = (train.Count / participants, (train.Count - 1) / participants + 1);
                Assert.All(partition.Participants, own => Assert.InRange(own.Length, least, most));
                PartitionAssert.AreEqual(partition, new IidPartition().Split(train, participants, RandomLabels.Stream(seed)));
            },
            iter: 2000);
    }

    [Fact]
    public void Every_sample_is_equally_likely_to_go_to_anyone()
    {
        const int seeds = 5000;
        var train = RandomLabels.Balanced(2, 6);
        var counts = new int[12];
        for (var seed = 0; seed < seeds; seed++)
            foreach (var index in new IidPartition().Split(train, 3, RandomLabels.Stream(seed)).Participants[1])
                counts[index]++;
        Assert.All(counts, count => Assert.Equal(seeds / 3.0, count, 5 * Math.Sqrt(seeds * 2 / 9.0)));
    }

    [Fact]
    public void More_participants_than_samples_are_refused()
    {
        Message.AssertOneLine<InvalidDataException>(
            () => new IidPartition().Split(RandomLabels.Balanced(2, 2), 5, RandomLabels.Stream(0)),
            "participants is 5", "allowed are up to 4");
    }
}
