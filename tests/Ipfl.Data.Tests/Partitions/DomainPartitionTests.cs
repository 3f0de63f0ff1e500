using CsCheck;

namespace Ipfl.Data.Tests;

public sealed class DomainPartitionTests
{
    [Fact]
    public void Everyone_holds_ten_samples_of_its_own_domain_and_every_sample_has_one_holder()
    {
        var (done, refused) = (0, 0);
        Gen.Select(RandomLabels.Sets(300, 600), Gen.Int[1, 4], Gen.Int[1, 4], Gen.Double[-1, 2], Gen.Long).Sample(
            (labels, domains, members, exponent, seed) =>
            {
                var train = InDomains(labels, domains, seed);
                var scheme = new DomainPartition(Math.Pow(10, exponent));
                try
                {
                    var partition = scheme.Split(train, domains * members, RandomLabels.Stream(seed));
                    PartitionAssert.IsComplete(partition, domains * members, train.Count);
                    for (var i = 0; i < domains * members; i++)
                    {
                        var domain = train.Domains[i / members];
                        Assert.All(partition.Participants[i], index => Assert.InRange(index, domain.Start, domain.End - 1));
                        Assert.True(partition.Participants[i].Length >= 10);
                    }

                    foreach (var group in partition.Participants.Chunk(members)) PartitionAssert.NobodyGetsMoreAfterAnEvenShare(train, group);
                    PartitionAssert.AreEqual(partition, scheme.Split(train, domains * members, RandomLabels.Stream(seed)));
                    Interlocked.Increment(ref done);
                }
                catch (InvalidDataException e)
                {
                    Message.AssertOneLine(e.Message, "raise beta or lower participants");
                    Interlocked.Increment(ref refused);
                }
            },
            iter: 1000);
        Assert.InRange(refused, 0, done / 5);
    }

    [Fact]
    public void Small_concentrations_split_the_classes_of_a_domain_and_large_ones_spread_them()
    {
        var train = InDomains(RandomLabels.Balanced(7, 400), 2, seed: 1);
        double Share(double beta) => new DomainPartition(beta).Split(train, 6, RandomLabels.Stream(3)).Participants
            .Average(own => train.LabelCounts(own).Max() / (double)own.Length);
        Assert.InRange(Share(0.1), 0.3, 1);
        Assert.InRange(Share(1000), 1.0 / 7, 0.2);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(3)]
    public void Participants_that_do_not_spread_evenly_are_refused(int participants) => Message.AssertOneLine<InvalidDataException>(
        () => new DomainPartition(1).Split(InDomains(RandomLabels.Balanced(7, 100), 4, 1), participants, RandomLabels.Stream(0)),
        $"participants is {participants}", "over the set's 4 domains", "allowed are multiples of 4");

    [Fact]
    public void A_set_without_domains_is_refused() => Message.AssertOneLine<InvalidDataException>(
        () => new DomainPartition(1).Split(RandomLabels.Balanced(7, 100), 4, RandomLabels.Stream(0)), "\"domain\"", "has no domains", "pacs has");

    [Fact]
    public void Impossible_concentrations_are_refused() => Message.AssertOneLine<InvalidDataException>(
        () => new DomainPartition(0).Split(InDomains(RandomLabels.Balanced(7, 100), 4, 1), 4, RandomLabels.Stream(0)), "[partition] beta is 0;");

    [Fact]
    public void A_domain_with_too_few_samples_is_refused()
    {
        var train = new ImageSet(new(1, 1, 1), 1, new byte[200], new byte[200]) { Domains = [new("large", 0, 175), new("small", 175, 25)] };
        Message.AssertOneLine<InvalidDataException>(
            () => new DomainPartition(1).Split(train, 6, RandomLabels.Stream(0)),
            "participants is 6, so 3 in domain small", "has 25 training samples; allowed are up to 2 a domain");
    }

    [Fact]
    public void A_split_that_never_comes_up_is_given_up_with_advice() => Message.AssertOneLine<InvalidDataException>(
        () => new DomainPartition(0.001).Split(InDomains(RandomLabels.Balanced(2, 400), 2, 1), 40, RandomLabels.Stream(0)),
        "beta is 0.001 for 20 participants in domain d0", "raise beta or lower participants");

    /// <summary>The same samples in domains of random sizes, each with room for four participants.</summary>
    private static ImageSet InDomains(ImageSet labels, int domains, long seed)
    {
        var random = new RandomStream(seed, RandomPurpose.Algorithm);
        var ranges = new List<SampleRange>();
        for (int i = 0, at = 0; i < domains; at = ranges[i++].End)
        {
            var spare = labels.Count - at - 60 * (domains - i);
            ranges.Add(new($"d{i}", at, i == domains - 1 ? labels.Count - at : 60 + random.NextInt(spare / 2 + 1)));
        }

        return new(labels.Shape, labels.Classes, labels.Pixels.ToArray(), labels.Labels.ToArray()) { Domains = ranges };
    }
}
