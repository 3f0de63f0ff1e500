using CsCheck;

namespace Ipfl.Data.Tests;

public class ClusterPartitionTests
{
    [Fact]
    public void Everyone_has_ten_samples_and_every_sample_has_one_holder()
    {
        Gen.Select(RandomLabels.Sets(240, 500), Gen.Int[1, 3], Gen.Int[1, 3], Gen.Double[0, 1], Gen.Long)
            .Sample(
                (train, clusters, members, exponent, seed) =>
                {
                    var scheme = new ClusterPartition(clusters, Math.Pow(10, exponent), 10);
                    var partition = scheme.Split(train, clusters * members, RandomLabels.Stream(seed));
                    PartitionAssert.IsComplete(partition, clusters * members, train.Count);
                    Assert.All(partition.Participants, own => Assert.InRange(own.Length, 10, train.Count));

                    int[][] groups = [.. partition.Participants.Chunk(members).Select(group => group.SelectMany(own => own).ToArray())];
                    PartitionAssert.NobodyGetsMoreAfterAnEvenShare(train, groups);
                    foreach (var group in partition.Participants.Chunk(members))
                        PartitionAssert.NobodyGetsMoreAfterAnEvenShare(train, group);
                    PartitionAssert.AreEqual(partition, scheme.Split(train, clusters * members, RandomLabels.Stream(seed)));
                },
                iter: 2000);
    }

    [Fact]
    public void Neighbours_in_a_cluster_see_the_same_classes_and_strangers_do_not()
    {
        var train = RandomLabels.Balanced(10, 600);
        var (inside, outside) = (new List<double>(), new List<double>());
        for (var seed = 0; seed < 20; seed++)
        {
            var partition = new ClusterPartition(3, 0.1, 10).Split(train, 9, RandomLabels.Stream(seed));
            for (var i = 0; i < 9; i++)
                for (var j = 0; j < i; j++)
                    (i / 3 == j / 3 ? inside : outside).Add(Overlap(train, partition.Participants[i], partition.Participants[j]));
        }

        Assert.InRange(inside.Average(), 0.7, 1);
        Assert.InRange(outside.Average(), 0, 0.3);
    }

    [Theory]
    [InlineData(3, 7, "allowed for 7 participants are 1, 7")]
    [InlineData(0, 6, "allowed for 6 participants are 1, 2, 3, 6")]
    [InlineData(-3, 6, "allowed for 6 participants are 1, 2, 3, 6")]
    [InlineData(12, 6, "allowed for 6 participants are 1, 2, 3, 6")]
    public void Clusters_of_unequal_size_are_refused(int clusters, int participants, string allowed)
    {
        Message.AssertOneLine<InvalidDataException>(
            () => new ClusterPartition(clusters, 1, 1).Split(RandomLabels.Balanced(10, 100), participants, RandomLabels.Stream(0)),
            $"[partition] clusters is {clusters}", allowed);
    }

    [Theory]
    [InlineData(0, 1, "[partition] beta is 0;")]
    [InlineData(1, -1, "[partition] within is -1;")]
    [InlineData(1, double.NaN, "[partition] within is NaN;")]
    public void Impossible_concentrations_are_refused(double beta, double within, string expected)
    {
        Message.AssertOneLine<InvalidDataException>(
            () => new ClusterPartition(2, beta, within).Split(RandomLabels.Balanced(10, 100), 4, RandomLabels.Stream(0)), expected);
    }

    [Fact]
    public void A_split_that_never_comes_up_is_given_up_with_advice()
    {
        Message.AssertOneLine<InvalidDataException>(
            () => new ClusterPartition(2, 1, 1e-3).Split(RandomLabels.Balanced(2, 300), 20, RandomLabels.Stream(0)),
            "beta is 1 and within is 0.001 for 20 participants in 2 clusters", "raise beta or within, or lower participants");
    }

    /// <summary>How much two participants' class shares have in common, 0 to 1.</summary>
    private static double Overlap(ImageSet train, int[] first, int[] second)
    {
        var (a, b) = (train.LabelCounts(first), train.LabelCounts(second));
        return a.Zip(b, (x, y) => Math.Min(x / (double)first.Length, y / (double)second.Length)).Sum();
    }
}
