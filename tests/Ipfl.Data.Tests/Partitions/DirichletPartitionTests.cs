using CsCheck;

namespace Ipfl.Data.Tests;

public class DirichletPartitionTests
{
    [Fact]
    public void Everyone_has_ten_samples_and_every_sample_has_one_holder()
    {
        var (done, refused) = (0, 0);
        Gen.Select(RandomLabels.Sets(120, 500), Gen.Int[1, 6], Gen.Double[-1.5, 2], Gen.Long)
            .Sample(
                (train, participants, exponent, seed) =>
                {
                    try
                    {
                        var scheme = new DirichletPartition(Math.Pow(10, exponent));
                        var partition = scheme.Split(train, participants, RandomLabels.Stream(seed));
                        PartitionAssert.IsComplete(partition, participants, train.Count);
                        Assert.All(partition.Participants, own => Assert.InRange(own.Length, 10, train.Count));
                        PartitionAssert.NobodyGetsMoreAfterAnEvenShare(train, partition.Participants);
                        Interlocked.Increment(ref done);
                    }
                    catch (InvalidDataException e)
                    {
                        Message.AssertOneLine(e.Message, "raise beta or lower participants");
                        Interlocked.Increment(ref refused);
                    }
                },
                iter: 3000);

        // A few classes with a small β cannot give everyone ten samples; that must stay the exception.
        Assert.InRange(refused, 0, done / 5);
    }

    [Fact]
    public void Equal_seeds_give_equal_partitions_and_others_do_not()
    {
        Gen.Select(RandomLabels.Sets(200, 400), Gen.Int[2, 5], Gen.Long).Sample(
            (train, participants, seed) =>
            {
                var scheme = new DirichletPartition(1);
                var first = scheme.Split(train, participants, RandomLabels.Stream(seed));
                PartitionAssert.AreEqual(first, scheme.Split(train, participants, RandomLabels.Stream(seed)));
                var other = scheme.Split(train, participants, RandomLabels.Stream(seed + 1));
                Assert.False(first.Participants[0].SequenceEqual(other.Participants[0]));
            },
            iter: 300);
    }

    /// <summary>Of a single class, part i's share is Dirichlet: mean 1/m, variance (1/m)(1 − 1/m)/(mβ + 1).</summary>
    [Theory]
    [InlineData(0.01, 5)]
    [InlineData(0.1, 10)]
    [InlineData(1, 4)]
    [InlineData(10, 3)]
    public void Shares_of_a_class_have_the_moments_of_the_distribution(double beta, int parts)
    {
        const int draws = 20_000;
        const int samples = 1_000_000;
        var random = RandomLabels.Stream(1);
        var sums = new double[parts];
        var squares = 0.0;
        for (var draw = 0; draw < draws; draw++)
        {
            var counts = DirichletCounts.Draw([samples], parts, beta, minimum: 0, draws: 1, random)!;
            for (var part = 0; part < parts; part++)
            {
                var share = counts[part][0] / (double)samples;
                sums[part] += share;
                squares += (share - 1.0 / parts) * (share - 1.0 / parts);
            }
        }

        var variance = 1.0 / parts * (1 - 1.0 / parts) / (parts * beta + 1);
        Assert.All(sums, sum => Assert.Equal(1.0 / parts, sum / draws, 5 * Math.Sqrt(variance / draws)));
        Assert.Equal(variance, squares / draws / parts, 0.05 * variance);
    }

    [Fact]
    public void Small_concentrations_concentrate_and_large_ones_spread()
    {
        var train = RandomLabels.Balanced(10, 600);
        var shares = new[] { 0.05, 0.5, 5, 500 }.Select(beta => LargestClassShare(train, beta)).ToArray();
        Assert.Equal(shares.OrderDescending(), shares);
        Assert.InRange(shares[0], 0.6, 1);
        Assert.InRange(shares[3], 0.1, 0.13);
    }

    [Fact]
    public void Tiny_and_huge_concentrations_divide_nothing_by_zero()
    {
        var train = RandomLabels.Balanced(10, 200);
        foreach (var beta in new[] { 1e-6, 0.01, 1e6 })
        {
            var partition = new DirichletPartition(beta).Split(train, 10, RandomLabels.Stream(1));
            PartitionAssert.IsComplete(partition, 10, train.Count);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e-7)]
    public void Impossible_concentrations_are_refused(double beta)
    {
        Message.AssertOneLine<InvalidDataException>(
            () => new DirichletPartition(beta).Split(RandomLabels.Balanced(10, 100), 3, RandomLabels.Stream(0)),
            $"[partition] beta is {beta};", "allowed are numbers from 0.000001 to 1000000");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void Impossible_numbers_of_participants_are_refused(int participants)
    {
        Message.AssertOneLine<InvalidDataException>(
            () => new DirichletPartition(1).Split(RandomLabels.Balanced(10, 100), participants, RandomLabels.Stream(0)),
            $"participants is {participants}; allowed are whole numbers from 1");
    }

    [Fact]
    public void Too_few_samples_for_all_are_refused_with_the_largest_possible_number()
    {
        Message.AssertOneLine<InvalidDataException>(
            () => new DirichletPartition(1).Split(RandomLabels.Balanced(10, 10), 11, RandomLabels.Stream(0)),
            "participants is 11, at least 10 samples each, but the training set has 100 samples; allowed are up to 10");
    }

    [Fact]
    public void A_split_that_never_comes_up_is_given_up_with_advice()
    {
        Message.AssertOneLine<InvalidDataException>(
            () => new DirichletPartition(0.01).Split(RandomLabels.Balanced(2, 500), 50, RandomLabels.Stream(0)),
            "[partition] beta is 0.01 for 50 participants", "fewer than 10 samples", "raise beta or lower participants");
    }

    private static double LargestClassShare(ImageSet train, double beta)
    {
        var shares = new List<double>();
        for (var seed = 0; seed < 20; seed++)
        {
            var partition = new DirichletPartition(beta).Split(train, 10, RandomLabels.Stream(seed));
            shares.AddRange(partition.Participants.Select(own => train.LabelCounts(own).Max() / (double)own.Length));
        }

        return shares.Average();
    }
}
