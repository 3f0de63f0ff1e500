namespace Ipfl.Data.Tests;

public sealed class NaturalPartitionTests
{
    [Fact]
    public void Each_participant_is_a_user_with_all_its_samples()
    {
        var partition = new NaturalPartition().Split(Set(), 2, new RandomStream(1, RandomPurpose.Partition));
        Assert.Equal([[0, 1, 2], [3, 4]], partition.Participants);
    }

    [Fact]
    public void The_seed_plays_no_part()
    {
        var (one, two) = (new RandomStream(1, RandomPurpose.Partition), new RandomStream(2, RandomPurpose.Partition));
        Assert.Equal(new NaturalPartition().Split(Set(), 3, one).Participants, new NaturalPartition().Split(Set(), 3, two).Participants);
    }

    [Fact]
    public void More_participants_than_users_are_refused() => Message.AssertOneLine<InvalidDataException>(
        () => new NaturalPartition().Split(Set(), 4, new RandomStream(1, RandomPurpose.Partition)), "participants is 4", "has 3 users");

    [Fact]
    public void A_set_without_users_is_refused()
    {
        var set = new ImageSet(new ImageShape(1, 1, 1), 2, new byte[6], new byte[6]);
        Message.AssertOneLine<InvalidDataException>(
            () => new NaturalPartition().Split(set, 2, new RandomStream(1, RandomPurpose.Partition)), "\"natural\"", "has no users", "femnist and shakespeare");
    }

    [Fact]
    public void Other_kinds_split_the_pooled_samples()
    {
        var partition = new IidPartition().Split(Set(), 2, new RandomStream(1, RandomPurpose.Partition));
        Assert.Equal(Enumerable.Range(0, 6), partition.Participants.SelectMany(indices => indices).Order());
    }

    private static ImageSet Set() => new(new ImageShape(1, 1, 1), 2, new byte[6], new byte[6])
    {
        Users = [new("a", 0, 3), new("b", 3, 2), new("c", 5, 1)],
    };
}
