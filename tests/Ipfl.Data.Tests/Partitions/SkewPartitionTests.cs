using CsCheck;

namespace Ipfl.Data.Tests;

public class SkewPartitionTests
{
    [Fact]
    public void Each_participant_holds_equal_shares_of_its_group_of_classes_only()
    {
        Gen.Select(Gen.Int[0, 3].Select(k => new[] { 1, 2, 5, 10 }[k]), Gen.Int[0, 12], Gen.Int[30, 60].Array[10], Gen.Long)
            .Sample(
                (classes, more, sizes, seed) =>
                {
                    var train = RandomLabels.Set(10, [.. sizes.SelectMany((size, label) => Enumerable.Repeat(label, size))]);
                    var groups = 10 / classes;
                    var participants = groups + more;
                    var partition = new SkewPartition(classes).Split(train, participants, RandomLabels.Stream(seed));
                    PartitionAssert.IsDisjoint(partition, participants, train.Count);
                    for (var i = 0; i < participants; i++)
                    {
                        var counts = train.LabelCounts(partition.Participants[i]);
                        var holders = Enumerable.Range(0, participants).Count(j => j % groups == i % groups);
                        for (var label = 0; label < 10; label++)
                            Assert.Equal(label / classes == i % groups ? sizes[label] / holders : 0, counts[label]);
                    }

                    PartitionAssert.AreEqual(partition, new SkewPartition(classes).Split(train, participants, RandomLabels.Stream(seed)));
                },
                iter: 2000);
    }

    [Fact]
    public void Task_of_ten_participants_and_five_classes_uses_every_sample()
    {
        var train = RandomLabels.Balanced(10, 600);
        var partition = new SkewPartition(5).Split(train, 10, RandomLabels.Stream(3));
        PartitionAssert.IsComplete(partition, 10, 6000);
        Assert.Equal([120, 120, 120, 120, 120, 0, 0, 0, 0, 0], train.LabelCounts(partition.Participants[4]));
        Assert.Equal([0, 0, 0, 0, 0, 120, 120, 120, 120, 120], train.LabelCounts(partition.Participants[7]));
    }

    [Fact]
    public void Which_samples_of_a_class_somebody_gets_is_random()
    {
        const int seeds = 4000;
        var train = RandomLabels.Balanced(2, 6);
        var counts = new int[12];
        for (var seed = 0; seed < seeds; seed++)
            foreach (var index in new SkewPartition(2).Split(train, 2, RandomLabels.Stream(seed)).Participants[0])
                counts[index]++;
        Assert.All(counts, count => Assert.Equal(seeds / 2.0, count, 5 * Math.Sqrt(seeds / 4.0)));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(20)]
    public void Groups_that_do_not_divide_the_classes_are_refused(int classes)
    {
        Message.AssertOneLine<InvalidDataException>(
            () => new SkewPartition(classes).Split(RandomLabels.Balanced(10, 60), 10, RandomLabels.Stream(0)),
            $"[partition] classes is {classes}; allowed are divisors of the set's 10 classes: 1, 2, 5, 10");
    }

    [Fact]
    public void Fewer_participants_than_groups_are_refused()
    {
        Message.AssertOneLine<InvalidDataException>(
            () => new SkewPartition(2).Split(RandomLabels.Balanced(10, 60), 4, RandomLabels.Stream(0)),
            "participants is 4", "makes 5 groups", "allowed are 5 or more");
    }

    [Fact]
    public void More_holders_than_samples_of_a_class_are_refused()
    {
        Message.AssertOneLine<InvalidDataException>(
            () => new SkewPartition(2).Split(RandomLabels.Set(2, 0, 0, 0, 1, 1), 3, RandomLabels.Stream(0)),
            "class 1 has 2 samples for 3 participants");
    }
}
